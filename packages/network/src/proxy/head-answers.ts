import type { HeaderField } from "../request-head.ts";
import { answerText, type OwnAnswer, textAnswer } from "./blocked-answer.ts";
import type { HeadBytes } from "./head-reading.ts";
import type { Intake } from "./intake.ts";

/** How long a client is listened to after an answer that ends the connection, so that it can read it. */
const LINGER_MS = 1000;

/** Gives an answer of our own and closes. */
export function refuse(client: Intake, answer: OwnAnswer, head = false): void {
  const { socket } = client;
  client.release();
  socket.end(answerText(answer, { head }), "latin1");
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("end", () => socket.destroy());
  socket.once("close", () => clearTimeout(timer));
}

/** The answer to a head that could not be read; undefined where nobody waits for one. */
export function badHead(bytes: Exclude<HeadBytes, { kind: "head" }>): OwnAnswer | undefined {
  if (bytes.kind === "too-large") return textAnswer(431, "request header fields too large");
  if (bytes.kind === "bare-lf") return textAnswer(400, "a line ends with a bare CR or LF");
  return bytes.kind === "late" && bytes.begun ? textAnswer(408, "the request took too long") : undefined;
}

/** Says whether a client takes an answer of ours in JSON. */
export function acceptsJson(headers: readonly HeaderField[]): boolean {
  const accept = headers.find(([name]) => name.toLowerCase() === "accept");
  return accept?.[1].includes("application/json") === true;
}
