import type { KeyPath } from "../key-path.ts";
import { looser } from "../keys/looser.ts";
import { CONFIG_KEYS } from "../keys/table.ts";
import { keyAt } from "../keys/walk.ts";
import { leaves } from "../merge.ts";
import { equal, isTable, own } from "../table.ts";
import { type ClampState, text } from "./clamp-state.ts";
import { hostMatches } from "./parse.ts";

/** Keys that requirements fix: the value is theirs, but a stricter one of the user stays. */
const FIXED = [
  "allow_login_shell",
  "cli_auth_credentials_store",
  "chatgpt_base_url",
  "model_provider",
  "model_providers",
  "otel",
  "trail",
  "history",
  "check_for_update_on_startup",
  "feedback",
  "log_dir",
  "sqlite_home",
  "model_catalog_json",
] as const;

/** Puts a fixed value in force, unless the one there is stricter by the order of its key. */
function fix(state: ClampState, path: KeyPath, to: unknown): void {
  const strict = keyAt(CONFIG_KEYS, path)?.strict;
  const now = state.get(...path);
  if (strict && now !== undefined && looser(strict, to, now)) return;
  state.set(path, to, { path, guilty: (value) => equal(value, to) });
}

/** Applies every fixed value, leaf by leaf, so that a table of the user keeps what is not fixed. */
export function clampFixed(state: ClampState): void {
  for (const name of FIXED) {
    const value = state.required(name);
    if (value === undefined) continue;
    if (!isTable(value)) fix(state, [name], value);
    else if (name === "otel")
      for (const [key, inner] of Object.entries(value)) fixOtel(state, [name, key], inner);
    else for (const path of leaves(value, [name])) fix(state, path, state.required(...path));
  }
}

/** An exporter is one value: half of the user's and half of the admin's would send records to a mixture. */
function fixOtel(state: ClampState, path: KeyPath, value: unknown): void {
  if (isTable(value) && !path[1]!.endsWith("exporter"))
    for (const leaf of leaves(value, path)) fix(state, leaf, state.required(...leaf));
  else fix(state, path, value);
}

/** Values for those who chose none, and the list of models. */
export function clampModels(state: ClampState): void {
  const fresh = state.required("models", "new_thread");
  for (const [name, value] of Object.entries(isTable(fresh) ? fresh : {})) {
    if (state.get(name) === undefined) state.set([name], value, { path: ["models", "new_thread", name] });
  }
  const allowed = state.required("allowed_models");
  const model = state.get("model");
  if (!Array.isArray(allowed)) return;
  for (const path of [["review_model"], ["auto_review", "model"]]) {
    const other = state.get(...path);
    if (other !== undefined && !allowed.includes(other))
      state.refuse(
        path,
        ["allowed_models"],
        `${text(other)} is not allowed; choose one of ${allowed.join(", ")}`,
      );
  }
  if (allowed.includes(model)) return;
  if (model !== undefined)
    state.refuse(
      ["model"],
      ["allowed_models"],
      `${text(model)} is not allowed; choose one of ${allowed.join(", ")}`,
    );
  const reviewed = state.required("auto_review", "required_on_models");
  const free =
    state.get("approvals_reviewer") === "auto_review" || !Array.isArray(reviewed)
      ? allowed
      : allowed.filter((one) => !reviewed.includes(one));
  state.set(["model"], [...(free.length > 0 ? free : allowed)].sort()[0], { path: ["allowed_models"] });
}

/** A model whose questions the automatic reviewer must answer; nobody but the user may hand them over to it. */
export function clampReviewer(state: ClampState): void {
  const models = state.required("auto_review", "required_on_models");
  const model = state.get("model");
  if (!Array.isArray(models)) return;
  const path: KeyPath = ["auto_review", "required_on_models"];
  const mine = state.get(...path);
  state.set(path, [...new Set([...(Array.isArray(mine) ? mine : []), ...models])], { path });
  if (
    typeof model !== "string" ||
    !models.includes(model) ||
    state.get("approvals_reviewer") === "auto_review"
  )
    return;
  state.refuse(
    ["approvals_reviewer"],
    ["auto_review", "required_on_models"],
    `the model ${model} needs the automatic reviewer; set approvals_reviewer = "auto_review", or choose another model`,
  );
}

/** Ways to log in that remain; with none left nothing can start. */
export function clampLogin(state: ClampState): void {
  const listed = state.required("allowed_login_methods");
  const workspaces = state.required("allowed_chatgpt_workspaces");
  if (!Array.isArray(listed) && !Array.isArray(workspaces)) return;
  const forced = state.get("forced_login_method");
  const by: KeyPath = Array.isArray(listed) ? ["allowed_login_methods"] : ["allowed_chatgpt_workspaces"];
  let methods = (Array.isArray(listed) ? (listed as string[]) : ["chatgpt", "api"]).filter(
    (method) => forced === undefined || method === forced,
  );
  if (Array.isArray(workspaces)) {
    const wanted = [state.get("forced_chatgpt_workspace_id") ?? []].flat() as string[];
    const common =
      wanted.length === 0
        ? (workspaces as string[])
        : (workspaces as string[]).filter((id) => wanted.includes(id));
    if (common.length === 0) methods = methods.filter((method) => method !== "chatgpt");
    if (methods.includes("chatgpt"))
      state.set(
        ["forced_chatgpt_workspace_id"],
        common,
        { path: ["allowed_chatgpt_workspaces"] },
        { why: `the requirements allow ${common.join(", ")}` },
      );
  }
  if (methods.length === 0) {
    state.refuse(
      ["forced_login_method"],
      by,
      `no way to log in is left (asked for: ${text(forced)}; allowed: ${text(listed ?? [])})`,
    );
  }
  if (methods.length === 1 && forced === undefined)
    state.set(
      ["forced_login_method"],
      methods[0],
      { path: by },
      { why: `the requirements leave only ${methods[0]}`, always: Array.isArray(workspaces) },
    );
  state.set(["allowed_login_methods"], methods, { path: by });
}

/** Paths that nothing may read, and texts that go with every session. */
export function clampTexts(state: ClampState): void {
  const unreadable = state.required("deny_read");
  if (Array.isArray(unreadable)) {
    const path: KeyPath = ["permissions", "filesystem", "deny_read"];
    const before = state.get(...path);
    state.set(
      path,
      [...new Set([...(Array.isArray(before) ? (before as string[]) : []), ...(unreadable as string[])])],
      { path: ["deny_read"] },
    );
  }
  const texts = [
    state.required("guardian_policy_config") ?? state.get("auto_review", "policy"),
    state.required("guardian_extra_policy"),
  ];
  const policy = texts.filter((text) => typeof text === "string" && text.trim() !== "").join("\n\n");
  for (const name of ["guardian_policy_config", "guardian_extra_policy"]) {
    if (state.required(name) === undefined) continue;
    state.set(
      ["auto_review", "policy"],
      policy,
      { path: [name] },
      { why: `${name} of the requirements replaces or adds to it` },
    );
  }
  const instructions = state.required("additional_developer_instructions");
  if (typeof instructions === "string" && instructions !== "") {
    const mine = state.get("developer_instructions");
    const all = typeof mine === "string" && mine !== "" ? `${mine}\n\n${instructions}` : instructions;
    state.set(
      ["developer_instructions"],
      all,
      { path: ["additional_developer_instructions"] },
      { why: "the requirements add to it" },
    );
  }
}

/** Limits of the environment of commands. */
export function clampEnvironment(state: ClampState): void {
  const limits = state.required("shell_environment_policy");
  if (!isTable(limits)) return;
  const base = "shell_environment_policy";
  for (const name of ["inherit", "ignore_default_excludes", "experimental_use_profile"]) {
    const value = own(limits, name);
    if (value !== undefined) fix(state, [base, name], value);
  }
  const excluded = own(limits, "exclude");
  if (Array.isArray(excluded)) {
    const mine = state.get(base, "exclude");
    state.set(
      [base, "exclude"],
      [...new Set([...(Array.isArray(mine) ? (mine as string[]) : []), ...(excluded as string[])])],
      { path: [base, "exclude"] },
      { why: `the requirements also exclude ${(excluded as string[]).join(", ")}` },
    );
  }
  const only = own(limits, "include_only");
  if (Array.isArray(only)) {
    const mine = state.get(base, "include_only");
    const covered = (pattern: string): boolean => (only as string[]).some((one) => hostMatches(one, pattern));
    const kept =
      Array.isArray(mine) && mine.length > 0 ? (mine as string[]).filter(covered) : (only as string[]);
    if (kept.length === 0)
      state.refuse(
        [base, "include_only"],
        [base, "include_only"],
        `no variable is left (the requirements allow ${text(only)}, you keep ${text(mine)})`,
      );
    state.set(
      [base, "include_only"],
      kept,
      { path: [base, "include_only"] },
      { why: `the requirements allow ${text(only)}` },
    );
  }
  for (const [name, value] of Object.entries(
    isTable(own(limits, "set")) ? (own(limits, "set") as object) : {},
  )) {
    state.set([base, "set", name], value, { path: [base, "set", name] });
  }
}
