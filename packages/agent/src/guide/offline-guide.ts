import type { Message, Provider, ProviderEvent, ToolCall } from "../event.ts";
import { callOf, type GuideRequest, parseRequests } from "./request.ts";
import { summarise } from "./summary.ts";
import { GUIDE_GREETING, GUIDE_HELP } from "./texts.ts";

type Result = Extract<Message, { role: "result" }>;

/** The last request of the person and the calls and results since. */
interface Exchange {
  readonly request: string;
  readonly first: boolean;
  readonly calls: readonly ToolCall[];
  readonly results: readonly Result[];
}

function lastExchange(messages: readonly Message[]): Exchange {
  const at = messages.findLastIndex((message) => message.role === "user");
  const since = messages.slice(at + 1);
  const said = messages[at];
  return {
    request: said?.role === "user" ? said.text : "",
    first: !messages.some((message) => message.role === "assistant"),
    calls: since.flatMap((message) => (message.role === "call" ? [message.call] : [])),
    results: since.filter((message) => message.role === "result"),
  };
}

function reply(request: Exclude<GuideRequest, { kind: "call" }>): string {
  switch (request.kind) {
    case "help":
      return GUIDE_HELP;
    case "tour":
      return "The tour works in a scratch workspace of its own and cannot start in this session.";
    case "incomplete":
      return `Say it like this: ${request.usage}`;
    case "unknown":
      return `I do not understand ${JSON.stringify(request.text.slice(0, 60))}. To run it as a command, put "run" before it.\n\n${GUIDE_HELP}`;
  }
}

function summaries(exchange: Exchange): string {
  const parts = exchange.results.map((message) => {
    const call = exchange.calls.find((candidate) => candidate.id === message.callId);
    return call && message.result ? summarise(call, message.result) : message.text;
  });
  return parts.join("\n");
}

/**
 * The provider that is there when none is configured. It is **not a language model** and says so in its first line: it
 * reads a few plain requests (`run CMD`, `read FILE`, `write FILE: text`, `list [DIR]`, `search TEXT`, `fetch URL`,
 * `tour`, `help`), turns them into real tool calls and says in plain sentences what the guard made of them. It needs no
 * key and no network.
 */
export function offlineGuide(): Provider {
  return {
    name: "offline-guide",
    model: "offline guide (not a language model)",
    isModel: false,
    async *stream({ messages }): AsyncGenerator<ProviderEvent> {
      const exchange = lastExchange(messages);
      if (exchange.results.length > 0) {
        yield { kind: "text", delta: summaries(exchange) };
        yield { kind: "done" };
        return;
      }
      const requests = parseRequests(exchange.request);
      const words = requests.flatMap((request) => (request.kind === "call" ? [] : [reply(request)]));
      const text = [...(exchange.first ? [GUIDE_GREETING] : []), ...new Set(words)].join("\n\n");
      if (text !== "") yield { kind: "text", delta: text };
      const start = messages.filter((message) => message.role === "call").length;
      for (const [index, request] of requests.filter((item) => item.kind === "call").entries()) {
        yield { kind: "call", call: callOf(request, `guide-${start + index + 1}`) };
      }
      yield { kind: "done" };
    },
  };
}
