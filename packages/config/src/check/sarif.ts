import type { Problem } from "./problem.ts";

const LEVELS = { error: "error", warn: "warning", info: "note" } as const;

/** What each code of a problem means, for readers of reports. */
const MEANINGS: Readonly<Record<string, string>> = {
  syntax: "The file is not valid TOML.",
  bad_value: "A value does not have the form that its key needs.",
  unknown_key: "No key has this name.",
  unknown_requirement: "No requirement has this name.",
  not_applied: "A key of Codex that has no effect here.",
  requirement_not_applied: "A requirement of Codex that has no effect here.",
  project_key_ignored: "A file of a project may not set this.",
  bad_reference: "A name is used that nothing defines.",
  requirements: "Requirements contradict themselves.",
  requirements_conflict: "Two sources of requirements contradict each other.",
  requirements_refuse: "Requirements leave no value.",
  requirement_clamp: "Requirements changed a value.",
  weak_requirement: "A requirement allows more than it seems to.",
  unsafe_file: "Others could have changed this file.",
};

/** The problems as a SARIF 2.1.0 log, for code scanning. Paths are given as they are; columns count UTF-16 units. */
export function sarifOf(problems: readonly Problem[], version: string): unknown {
  const codes = [...new Set(problems.map((problem) => problem.code))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "paddock config check",
            version,
            rules: codes.map((id) => ({
              id,
              shortDescription: { text: MEANINGS[id] ?? id.replaceAll("_", " ") },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: problems.map((problem) => ({
          ruleId: problem.code,
          ruleIndex: codes.indexOf(problem.code),
          level: LEVELS[problem.severity],
          message: { text: problem.message },
          locations:
            problem.file === undefined
              ? []
              : [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: encodeURI(problem.file.replaceAll("\\", "/")) },
                      region: { startLine: problem.line ?? 1, startColumn: problem.column ?? 1 },
                    },
                  },
                ],
        })),
      },
    ],
  };
}
