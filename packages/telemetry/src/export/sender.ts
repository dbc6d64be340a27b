import type { ExportResult } from "@opentelemetry/core";

/** How a delivery ended. */
export type SendResult =
  /** `rejected`: how many of the items the collector dropped all the same, and why. */
  | { readonly kind: "taken"; readonly rejected?: { readonly items: number; readonly error: string } }
  /** Worth trying again: the collector is away, busy or broken. */
  | { readonly kind: "failed"; readonly error: string }
  /** The collector will never take this batch: it is malformed or too large in its eyes. */
  | { readonly kind: "refused"; readonly error: string };

/** Delivers batches of one signal. */
export interface Sender<Item> {
  /** Never rejects. */
  send(items: readonly Item[]): Promise<SendResult>;
  close(): Promise<void>;
}

/** The part of OpenTelemetry's exporters that is used. */
export interface OtlpExporter<Request> {
  export(request: Request, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** The endpoint as it may be shown: no userinfo, no query. */
export function shownEndpoint(endpoint: string): string {
  const url = new URL(endpoint);
  return `${url.origin}${url.pathname}`;
}
