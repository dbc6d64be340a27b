/** Settings under which read-only git runs no program of the repository's or the user's choosing. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ["core.fsmonitor", "false"],
  ["core.pager", "cat"],
  ["core.hooksPath", "/dev/null"],
  ["diff.external", ""],
  ["gpg.program", "/bin/false"],
  ["gpg.ssh.program", "/bin/false"],
  ["gpg.x509.program", "/bin/false"],
  ["log.showSignature", "false"],
  ["core.sshCommand", "/bin/false"],
  ["core.editor", "/bin/false"],
  ["credential.helper", ""],
  ["protocol.ext.allow", "never"],
  ["submodule.recurse", "false"],
  // A folder that merely looks like a repository is none.
  ["safe.bareRepository", "explicit"],
];

let cached: Readonly<Record<string, string>> | undefined;

/** Returns the environment for read-only git: settings that no repository can override, no pager, no locks. */
export function gitEnvironment(): Readonly<Record<string, string>> {
  cached ??= Object.freeze({
    GIT_OPTIONAL_LOCKS: "0",
    GIT_PAGER: "cat",
    GIT_TERMINAL_PROMPT: "0",
    // What a partial clone lacks would be fetched by a program of its choosing.
    GIT_NO_LAZY_FETCH: "1",
    GIT_EXTERNAL_DIFF: "",
    GIT_CONFIG_COUNT: String(SETTINGS.length),
    ...Object.fromEntries(
      SETTINGS.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
  });
  return cached;
}
