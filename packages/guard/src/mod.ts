/**
 * Takes one proposed action, decides it, runs it confined and records why.
 *
 * @module
 */
