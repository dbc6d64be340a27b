import { projectInstructions } from "@paddock/agent";
import type { Effective } from "@paddock/config";

/** What the project tells a model (AGENTS.md), and what a person should know about it. */
export async function projectWords(
  effective: Effective,
  options: { readonly cwd: string; readonly home: string },
): Promise<{ readonly context?: string; readonly notices: readonly string[] }> {
  const names = (key: string): readonly string[] | undefined => {
    const value = effective.get(key);
    return Array.isArray(value) ? value.filter((name) => typeof name === "string") : undefined;
  };
  const rootMarkers = names("project_root_markers");
  const fallbackNames = names("project_doc_fallback_filenames");
  const maxBytes = effective.get("project_doc_max_bytes");
  const { text, notices } = await projectInstructions({
    ...options,
    trusted: effective.trust === "trusted",
    ...(rootMarkers === undefined ? {} : { rootMarkers }),
    ...(fallbackNames === undefined ? {} : { fallbackNames }),
    ...(typeof maxBytes === "number" ? { maxBytes } : {}),
  });
  return { ...(text === "" ? {} : { context: text }), notices };
}
