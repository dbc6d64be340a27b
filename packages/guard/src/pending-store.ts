import { randomBytes } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  watch,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Answer, ApprovalRequest } from "./decision.ts";
import { GuardError } from "./guard-error.ts";

/** A question on disk, with the session that asked it. */
export interface StoredQuestion {
  readonly v: 1;
  readonly session: string;
  readonly request: ApprovalRequest;
}

/** The questions of all sessions below one home. Another process may answer one, exactly once. */
export interface PendingStore {
  put(question: StoredQuestion): void;
  /** Claims the answer; false when there is one already. */
  claim(id: string, answer: Answer): boolean;
  /** The answer that somebody gave, if any. */
  answered(id: string): Answer | undefined;
  list(): readonly StoredQuestion[];
  remove(id: string): void;
  /** Resolves when somebody else answers; rejects when the signal aborts. */
  waitFor(id: string, signal: AbortSignal): Promise<Answer>;
}

const plainId = /^[A-Za-z0-9-]{1,64}$/;

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== "object" || value === null) return false;
  const { decision, by, scope, message } = value as Partial<Record<string, unknown>>;
  return (
    (decision === "allow" || decision === "deny" || decision === "stop") &&
    typeof by === "string" &&
    ["user", "policy", "reviewer", "program"].includes(by) &&
    (scope === undefined || ["once", "turn", "session", "project", "user"].includes(String(scope))) &&
    (message === undefined || typeof message === "string")
  );
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** How often a folder is looked at where the system does not tell of changes, in milliseconds. */
const lookEvery = 500;

/** Opens the store in Paddock's home. The folder is the user's own: commands cannot see it. */
export function openPendingStore(home: string): PendingStore {
  const folder = join(home, "pending");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const place = (id: string, kind: "question" | "answer"): string => {
    if (!plainId.test(id))
      throw new GuardError("unknown-request", `${JSON.stringify(id)} is no id of a question`);
    return join(folder, `${id}.${kind}.json`);
  };
  /** Makes a file appear whole, or fails when the name is taken. */
  const appear = (file: string, value: unknown): boolean => {
    const temporary = join(folder, `.${randomBytes(8).toString("hex")}.tmp`);
    writeFileSync(temporary, JSON.stringify(value), { flag: "wx", mode: 0o600 });
    try {
      linkSync(temporary, file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      unlinkSync(temporary);
    }
  };
  const answered = (id: string): Answer | undefined => {
    const value = parse(place(id, "answer"));
    return isAnswer(value) ? value : undefined;
  };
  return {
    put(question): void {
      if (!appear(place(question.request.id, "question"), question)) {
        throw new GuardError("unknown-request", `the id ${question.request.id} is taken`);
      }
    },
    claim(id, answer): boolean {
      if (!existsSync(place(id, "question"))) {
        throw new GuardError(
          "unknown-request",
          `there is no open question ${id}; it may have been withdrawn`,
        );
      }
      if (!isAnswer(answer)) {
        throw new GuardError(
          "bad-answer",
          "an answer needs a decision (allow, deny or stop) and who gave it",
        );
      }
      if (!appear(place(id, "answer"), answer)) return false;
      // An answer that was given, taken up and cleared away between the two looks was the one; this came too late.
      if (existsSync(place(id, "question"))) return true;
      rmSync(place(id, "answer"), { force: true });
      return false;
    },
    answered,
    list(): readonly StoredQuestion[] {
      return readdirSync(folder)
        .filter((name) => name.endsWith(".question.json"))
        .sort()
        .flatMap((name) => {
          const value = parse(join(folder, name)) as StoredQuestion | undefined;
          return value?.v === 1 && value.request?.v === 1 ? [value] : [];
        });
    },
    remove(id): void {
      // In this order: whoever still answers finds the old answer, or afterwards no question.
      rmSync(place(id, "question"), { force: true });
      rmSync(place(id, "answer"), { force: true });
    },
    waitFor: (id, signal): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const answer = answered(id);
          if (answer !== undefined) finish(() => resolve(answer));
        };
        const abort = (): void => finish(() => reject(signal.reason));
        const watcher = watch(folder, look);
        watcher.on("error", () => undefined);
        const timer = setInterval(look, lookEvery);
        const finish = (end: () => void): void => {
          watcher.close();
          clearInterval(timer);
          signal.removeEventListener("abort", abort);
          end();
        };
        signal.addEventListener("abort", abort, { once: true });
        if (signal.aborted) abort();
        else look();
      }),
  };
}
