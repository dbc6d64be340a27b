/** A stretch of content: shown text, or thoughts that a model wrote between `<think>` and `</think>`. */
export interface Stretch {
  readonly kind: "text" | "reasoning";
  readonly delta: string;
}

const OPEN = "<think>";
const CLOSE = "</think>";

/** Length of the longest end of `text` that begins `tag`. */
function partial(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length -= 1) {
    if (tag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

/**
 * Separates thoughts from text where a server leaves the tags in the content. Only a tag at the very beginning of the
 * answer counts; a tag cut across two chunks is put together.
 */
export function thinkSplitter(): { next(delta: string): readonly Stretch[]; end(): readonly Stretch[] } {
  let state: "start" | "thinking" | "text" = "start";
  let held = "";

  function stretch(kind: Stretch["kind"], delta: string): readonly Stretch[] {
    return delta === "" ? [] : [{ kind, delta }];
  }

  function thinking(): readonly Stretch[] {
    const at = held.indexOf(CLOSE);
    if (at >= 0) {
      const thoughts = held.slice(0, at);
      const rest = held.slice(at + CLOSE.length).trimStart();
      held = "";
      state = "text";
      return [...stretch("reasoning", thoughts), ...stretch("text", rest)];
    }
    const keep = partial(held, CLOSE);
    const thoughts = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return stretch("reasoning", thoughts);
  }

  return {
    next(delta) {
      if (state === "text") return stretch("text", delta);
      held += delta;
      if (state === "start") {
        const begun = held.trimStart();
        if (begun.length < OPEN.length && OPEN.startsWith(begun)) return [];
        if (!begun.startsWith(OPEN)) {
          const text = held;
          held = "";
          state = "text";
          return stretch("text", text);
        }
        held = begun.slice(OPEN.length);
        state = "thinking";
      }
      return thinking();
    },
    end() {
      const rest = held;
      held = "";
      return stretch(state === "thinking" ? "reasoning" : "text", rest);
    },
  };
}
