import type { Session } from "../session/session.ts";
import type { Row } from "../view/row.ts";
import type { OutputLog } from "./output-log.ts";
import type { RecordLog } from "./record-log.ts";

/** What a slash command may use. */
export interface SlashContext {
  readonly session: Session;
  readonly log: RecordLog;
  readonly outputs: OutputLog;
  readonly columns: number;
  readonly quit: () => void;
}

/** One slash command, as data. It runs without any model and prints rows into the transcript. */
export interface SlashCommand {
  readonly name: string;
  readonly argument?: string;
  readonly summary: string;
  run(argument: string, context: SlashContext): Promise<readonly Row[]> | readonly Row[];
}
