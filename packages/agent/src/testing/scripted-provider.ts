import type { Provider, ProviderEvent } from "../event.ts";

/** A provider that plays prepared answers in order, and what it was asked. */
export interface ScriptedProvider extends Provider {
  /** Every request it was given, in order. */
  readonly requests: readonly Parameters<Provider["stream"]>[0][];
}

/** Makes a {@linkcode ScriptedProvider}; an `Error` in an answer is thrown at its place. */
export function scriptedProvider(answers: readonly (readonly (ProviderEvent | Error)[])[]): ScriptedProvider {
  const requests: Parameters<Provider["stream"]>[0][] = [];
  return {
    name: "scripted",
    model: "scripted",
    isModel: true,
    requests,
    async *stream(request): AsyncGenerator<ProviderEvent> {
      requests.push({ ...request, messages: [...request.messages] });
      for (const event of answers[requests.length - 1] ?? []) {
        request.signal?.throwIfAborted();
        if (event instanceof Error) throw event;
        yield event;
      }
    },
  };
}
