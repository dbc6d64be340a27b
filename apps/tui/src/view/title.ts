import type { State } from "../state/model.ts";
import type { Store } from "../state/store.ts";

/** Whether nothing confines this session. */
function isUnconfined({ facts, badge }: State): boolean {
  return facts?.sandbox === "danger-full-access" || badge?.level === "none";
}

/**
 * Says in the title of the terminal's window when nothing confines the session, also while the window is not looked at.
 * The earlier title comes back at the end (xterm control sequences, CSI 22 t and CSI 23 t).
 */
export function watchTitle(store: Store, write: (text: string) => void): () => void {
  let warned = false;
  const look = (): void => {
    if (warned || !isUnconfined(store.state())) return;
    warned = true;
    write("\u001b[22;0t\u001b]0;!! NO SANDBOX - paddock\u0007");
  };
  const stop = store.subscribe(look);
  look();
  return () => {
    stop();
    if (warned) write("\u001b[23;0t");
  };
}
