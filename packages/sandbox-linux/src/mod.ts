/**
 * Runs commands inside Linux namespaces, Landlock and seccomp through one small C helper.
 *
 * @module
 */
export {};
