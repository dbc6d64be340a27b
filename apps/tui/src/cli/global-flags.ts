import type { Flag } from "./command.ts";

/** The options every command understands, as data. */
export const globalFlags = {
  config: {
    type: "string",
    short: "c",
    multiple: true,
    value: "KEY=VALUE",
    help: "set one configuration key for this run; dotted keys may be quoted, the value is TOML",
  },
  profile: { type: "string", short: "p", value: "NAME", help: "use a configuration profile" },
  compat: {
    type: "string",
    value: "codex",
    help: "read Codex's file locations and give rules and approvals Codex's meaning",
  },
  cd: { type: "string", short: "C", value: "DIR", help: "work in DIR instead of the current folder" },
  "strict-config": { type: "boolean", help: "refuse to start on anything unknown in the configuration" },
  json: { type: "boolean", help: "print JSON wherever there is output to parse" },
  linear: { type: "boolean", help: "plain lines: no cursor movement, no animation" },
  color: { type: "string", value: "WHEN", help: "auto, always or never; NO_COLOR is honoured" },
  help: { type: "boolean", short: "h", help: "show help" },
  version: { type: "boolean", short: "V", help: "print the version" },
} as const satisfies Readonly<Record<string, Flag>>;
