import { type ActionFacts, admitTool } from "@paddock/approvals";
import type { RawCase } from "../suite.ts";
import { commandFacts } from "./command-facts.ts";
import { object, strings } from "./fields.ts";
import { hostFacts } from "./host-facts.ts";

type Compat = "codex" | undefined;

function command(item: RawCase, action: RawCase, script: string, compat: Compat): ActionFacts | string {
  const rules = object(object(item["requirements"])["rules"])["prefix_rules"];
  const facts = commandFacts({
    script,
    rules: strings(item["rules"]).join("\n"),
    managed: Array.isArray(rules) ? rules : [],
    escalation: action,
    widen: action["feature"] !== "exec_permission_approvals=false",
    ...(typeof action["cwd"] === "string" ? { cwd: action["cwd"] } : {}),
    ...(typeof action["login"] === "boolean" ? { login: action["login"] } : {}),
    ...(compat === undefined ? {} : { compat }),
  });
  return facts.kind === "refused" ? facts.text : facts.action;
}

function standing(path: string, where: unknown, item: RawCase): "writable" | "protected" | "outside" {
  if (where === "protected-metadata" || /(^|\/)\.(git|codex|agents)(\/|$)/.test(path)) return "protected";
  if (where === "outside" || (where === undefined && path.startsWith("/"))) return "outside";
  return item["sandbox_mode"] === "read-only" ? "outside" : "writable";
}

function patch(item: RawCase, action: RawCase): ActionFacts {
  const listed = strings(action["paths"] ?? action["files"]);
  const paths = listed.length > 0 ? listed : [String(action["path"])];
  return {
    kind: "patch",
    files: paths.map((path) => ({ path, within: standing(path, action["where"], item) })),
  };
}

/** Files of a patch that a command hands to `apply_patch`: it is judged as the patch that it is. */
function patchedFiles(script: string): readonly string[] {
  if (!/^\s*(?:cd\s+\S+\s*&&\s*)?apply_patch\s*<</.test(script)) return [];
  return [...script.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)].map(([, path = ""]) =>
    path.trim(),
  );
}

function tool(action: RawCase): ActionFacts | string {
  const lists = {
    ...(action["enabled_tools"] === undefined ? {} : { enabled: strings(action["enabled_tools"]) }),
    ...(action["disabled_tools"] === undefined ? {} : { disabled: strings(action["disabled_tools"]) }),
  };
  const admission = admitTool(String(action["tool"]), lists);
  if (!admission.admitted) return admission.code;
  const hints = Object.fromEntries(
    Object.entries(object(action["annotations"])).filter(([, value]) => typeof value === "boolean"),
  );
  // The tool's own mode, else its server's, else auto.
  const mode = action["approval_mode"] ?? action["default_tools_approval_mode"] ?? "auto";
  return {
    kind: "mcp",
    server: String(action["server"]),
    tool: String(action["tool"]),
    mode: mode as "auto",
    ...hints,
  };
}

function permissions(action: RawCase): ActionFacts | string {
  if (action["feature"] === "request_permissions_tool=false") return "the tool is not offered";
  const files = object(object(action["permissions"])["file_system"]);
  return { kind: "permissions", write: strings(files["write"]), read: strings(files["read"]) };
}

/** Facts of a case's action, or a sentence that says why it never gets to the table. */
export function caseFacts(item: RawCase, action: RawCase, compat: Compat): ActionFacts | string {
  switch (action["kind"]) {
    case "exec": {
      const script = String(action["cmd"]);
      const paths = patchedFiles(script);
      return paths.length > 0 ? patch(item, { ...action, paths }) : command(item, action, script, compat);
    }
    // A turn that only sets something is judged by the plainest command there is.
    case "settings":
      return command(item, action, "true", compat);
    case "apply_patch":
      return patch(item, action);
    case "network":
      return hostFacts(item, action);
    case "mcp_tool":
      return tool(action);
    case "request_permissions":
      return permissions(action);
    case "write_stdin": {
      const outside = action["session"] === "unsandboxed";
      return { kind: "stdin", execution: "e1", outside, empty: action["chars"] === "" };
    }
    default:
      throw new Error(`nobody knows the kind ${JSON.stringify(action["kind"])}`);
  }
}
