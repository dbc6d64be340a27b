import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { evaluate } from "@paddock/approvals";
import { loadConfig } from "@paddock/config";
import { networkPolicyOf, resolveBoundary } from "@paddock/guard";
import { evaluate as evaluateNetwork } from "@paddock/network";
import { loadRules } from "@paddock/rules";
import { readRuleFolder } from "@paddock/rules/files";
import { type Judge, type Replayed, readTrail, replayDecisions } from "@paddock/telemetry";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { visible } from "../../text/visible.ts";
import { timeOf } from "./filter-flags.ts";
import { readGiven, textFlag, trailFlag, trailFolder } from "./place.ts";

/**
 * Makes the judge of a policy: a rule file, which joins the configuration in force, or a folder in the shape of
 * PADDOCK_HOME, whose configuration and rules stand for the user's. Commands and connections are judged; what depends on
 * files as they were then is not.
 */
async function judgeOf(context: CommandContext, policy: string): Promise<Judge> {
  const { globals, env } = context;
  const path = resolve(globals.cwd, policy);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`there is no policy at ${policy}`);
  const folder = found.isDirectory();
  if (!folder && !policy.endsWith(".rules"))
    throw new UsageError(
      `${policy} is no policy: give a .rules file, or a folder with config.toml and rules/`,
    );
  const compat = globals.compat === undefined ? {} : { compat: globals.compat };
  const surroundings = folder ? { ...env, PADDOCK_HOME: path, CODEX_HOME: path } : env;
  const effective = await loadConfig({
    cwd: globals.cwd,
    env: surroundings,
    set: globals.set,
    strict: globals.strictConfig,
    ...compat,
  });
  const boundary = resolveBoundary(effective, {
    paddockHome: folder ? path : join(globals.cwd, ".paddock-none"),
    ...compat,
  });
  const { folders, managed } = boundary.ruleSources;
  const rules = loadRules(
    [
      ...folders.flatMap((source) => readRuleFolder(join(source.path, "rules"), source.layer)),
      ...(folder ? [] : [{ path, layer: "replay", text: readGiven(context, policy) }]),
    ],
    { managed, ...compat },
  );
  for (const { path: file, line, column, message } of rules.problems)
    context.err(`${context.style("yellow", "warning")}: ${file}:${line}:${column}: ${message}\n`);
  const network = networkPolicyOf(boundary, rules);
  return ({ kind, subject, argv, cwd, host, port, protocol }) => {
    if (kind === "network" && host !== undefined) {
      const known =
        protocol === "https" || protocol === "socks5_tcp" || protocol === "socks5_udp" ? protocol : "http";
      return evaluateNetwork(network, { host, port: port ?? 443, protocol: known }).decision;
    }
    if (kind !== "command") return undefined;
    const where = cwd ?? globals.cwd;
    const verdict = rules.check(
      argv === undefined ? { kind: "script", text: subject } : { kind: "argv", argv },
      { cwd: where },
    );
    return evaluate({
      policy: boundary.approvalPolicy,
      reviewer: boundary.reviewer,
      mode: boundary.profile.mode,
      action: {
        kind: "command",
        argv: argv ?? ["bash", "-c", subject],
        ...(argv === undefined ? { script: subject } : {}),
        cwd: where,
        verdict,
        escalation: { kind: "none" },
      },
      grants: [],
      ...compat,
    }).decision;
  };
}

interface Group {
  readonly example: Replayed;
  count: number;
}

/** `paddock logs replay --policy NEW`: what a changed policy would have decided. */
export const replayCommand: Command = {
  name: "replay",
  summary: "Judge recorded commands and connections by another policy and show what would change",
  usage: ["logs replay --policy FILE.rules|FOLDER [--since 30d]"],
  flags: {
    ...trailFlag,
    policy: { type: "string", value: "NEW", help: "a rule file, or a folder with config.toml and rules/" },
    since: { type: "string", value: "TIME", help: "from this time on: 2026-11-20, or 24h, 30d" },
    session: { type: "string", value: "ID", help: "this session" },
  },
  async run(context) {
    const { values } = readArguments(replayCommand, context.args);
    const policy = textFlag(values["policy"]);
    if (policy === undefined)
      throw new UsageError("`paddock logs replay` needs --policy FILE.rules or --policy FOLDER");
    const [since, session] = [textFlag(values["since"]), textFlag(values["session"])];
    const folder = trailFolder(context, values["trail"]);
    const judge = await judgeOf(context, policy);
    const counts = { judged: 0, unjudged: 0, changed: 0 };
    const groups = new Map<string, Group>();
    const records = readTrail(folder, {
      ...(since === undefined ? {} : { since: timeOf(since, Date.now()) }),
      ...(session === undefined ? {} : { session }),
    });
    for await (const replayed of replayDecisions(records, judge)) {
      if (replayed.now === undefined) counts.unjudged += 1;
      else counts.judged += 1;
      if (!replayed.changed) continue;
      counts.changed += 1;
      if (context.globals.json) {
        const { record, action, was, now } = replayed;
        context.out(
          `${JSON.stringify({ id: record.id, session: record.ids.session, time: record.time, kind: action.kind, subject: action.subject, was, now })}\n`,
        );
        continue;
      }
      const key = `${replayed.was} ${replayed.now} ${replayed.action.subject}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { example: replayed, count: 1 });
      else group.count += 1;
    }
    for (const { example, count } of [...groups.values()].sort((a, b) => b.count - a.count)) {
      const { was, now, action, record } = example;
      const colour = now === "deny" ? "red" : now === "ask" ? "yellow" : "green";
      context.out(
        `${String(count).padStart(5)} x ${was} -> ${context.style(colour, String(now))}  ${visible(action.subject).replaceAll("\n", " ")} ${context.style("dim", record.id.slice(0, 18))}\n`,
      );
    }
    if (!context.globals.json)
      context.out(
        `${counts.judged} decisions judged again, ${counts.changed} would change, ${counts.unjudged} depend on files or tools and were not judged\n`,
      );
    return exitCode.ok;
  },
};
