/** TLS files of one exporter; paths, read when export starts. */
export interface ExportTls {
  /** PEM bundle that replaces the system's roots. */
  readonly caCertificate?: string;
  /** Client certificate, for mutual TLS; needs the key too. */
  readonly clientCertificate?: string;
  /** Private key of the client certificate. */
  readonly clientPrivateKey?: string;
}

/** Where one signal goes. */
export type ExporterSettings =
  | { readonly kind: "none" }
  | {
      readonly kind: "otlp-http";
      /** Used as written: nothing is appended. */
      readonly endpoint: string;
      readonly protocol: "binary" | "json";
      /** Sent as written; values never appear in messages. */
      readonly headers: Readonly<Record<string, string>>;
      readonly tls: ExportTls;
    }
  | {
      readonly kind: "otlp-grpc";
      readonly endpoint: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly tls: ExportTls;
    };

/** The `[otel]` table, read and checked. */
export interface ExportSettings {
  /** Resource attribute `env`; default `dev`. */
  readonly environment: string;
  /** Where logs go. */
  readonly logs: ExporterSettings;
  /** Where traces go. */
  readonly traces: ExporterSettings;
  /** Where metrics go. */
  readonly metrics: ExporterSettings;
  /** First part of every event name; `codex` switches to Codex's names and types. Default `paddock`. */
  readonly eventPrefix: string;
  /** Words of the person may be written and sent. Default false. */
  readonly logUserPrompt: boolean;
  /** Final answers may be written and sent. Default false. */
  readonly logAgentResponses: boolean;
  /** Summaries of reasoning may be written and sent. Default false. */
  readonly logAgentReasoning: boolean;
  /** The reviewer's assessments are sent, with rationale. Default false. */
  readonly logGuardianAssessments: boolean;
  /** UTF-8 bytes of a tool's output that are sent; default 2048. */
  readonly toolResultMaxBytes: number;
  /** INFO for every event, as Codex does. Default: WARN for refusals, ERROR for failures. */
  readonly flatSeverity: boolean;
  /** Added to every span. */
  readonly spanAttributes: Readonly<Record<string, string>>;
  /** W3C `tracestate` of every span: members in order. */
  readonly traceState: string;
  /** Added to the resource; an admin's requirements may set it. */
  readonly resource: Readonly<Record<string, string | number | boolean>>;
}
