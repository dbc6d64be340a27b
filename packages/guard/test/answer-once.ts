// Answers a question from a process of its own: answer-once.ts HOME ID allow|deny START (milliseconds since 1970)
import { answerQuestion } from "../src/answer-question.ts";
import { GuardError } from "../src/guard-error.ts";

const [home = "", id = "", decision = "", start = ""] = process.argv.slice(2);
while (Date.now() < Number(start)) {
  // All begin at the same time.
}
try {
  answerQuestion(home, id, { decision: decision === "allow" ? "allow" : "deny", by: "user" });
  process.stdout.write("won\n");
} catch (error) {
  if (!(error instanceof GuardError) || error.code !== "unknown-request") throw error;
  process.stdout.write("lost\n");
}
