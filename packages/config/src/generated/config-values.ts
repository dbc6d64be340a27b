// Made from the key table by scripts/generate.ts. Do not edit.

/** The merged values of config.toml. */
export type ConfigValues = {
  /** Model that is asked. */
  readonly model?: string;
  /** Provider the model is asked through; a name of [model_providers]. */
  readonly model_provider?: string;
  /** Model providers by name. */
  readonly model_providers?: { readonly [name: string]: {
    /** Display name. */
    readonly name?: string;
    /** Address of the API. */
    readonly base_url?: string;
    /** Variable that holds the API key. */
    readonly env_key?: string;
    /** What to tell a user who has no key. */
    readonly env_key_instructions?: string;
    /** Token in the file; use env_key. */
    readonly experimental_bearer_token?: string;
    /** Program that prints a token. */
    readonly auth?: unknown;
    /** Codex's Bedrock settings; not applied. */
    readonly aws?: unknown;
    /** Protocol the provider speaks. Default responses. */
    readonly wire_api?: "responses" | "chat";
    /** Query of each request. */
    readonly query_params?: { readonly [name: string]: string };
    /** Headers of each request. */
    readonly http_headers?: { readonly [name: string]: string };
    /** Headers whose values come from variables. */
    readonly env_http_headers?: { readonly [name: string]: string };
    /** Tries of a failed request. */
    readonly request_max_retries?: number;
    /** Tries of a broken stream. */
    readonly stream_max_retries?: number;
    /** Milliseconds without data before a stream counts as broken. */
    readonly stream_idle_timeout_ms?: number;
    /** Read for compatibility; not applied. */
    readonly websocket_connect_timeout_ms?: number;
    /** Read for compatibility; not applied. */
    readonly supports_websockets?: boolean;
    /** The provider takes OpenAI's own login. */
    readonly requires_openai_auth?: boolean;
  } };
  /** How long a reasoning model thinks. */
  readonly model_reasoning_effort?: string;
  /** How much of its reasoning a model summarises. */
  readonly model_reasoning_summary?: string;
  /** How wordy answers are. */
  readonly model_verbosity?: "low" | "medium" | "high";
  /** Tokens that the model reads. */
  readonly model_context_window?: number;
  /** Tokens after which the conversation is compacted. */
  readonly model_auto_compact_token_limit?: number;
  /** Most tokens of one answer. */
  readonly model_max_output_tokens?: number;
  /** File whose text replaces the built-in instructions. */
  readonly model_instructions_file?: string;
  /** File that lists models; not applied. */
  readonly model_catalog_json?: string;
  /** Model that reviews. */
  readonly review_model?: string;
  /** Service tier that is asked for. */
  readonly service_tier?: string;
  /** Manner of the answers. */
  readonly personality?: string;
  /** Text added to the instructions. */
  readonly developer_instructions?: string;
  /** Where commands may write. One setting with default_permissions: the higher layer that sets either wins. */
  readonly sandbox_mode?: "read-only" | "workspace-write" | "danger-full-access";
  /** What the mode workspace-write adds and withholds. */
  readonly sandbox_workspace_write?: {
    /** More folders that commands may write to. */
    readonly writable_roots?: readonly string[];
    /** Opens the network to commands. */
    readonly network_access?: boolean;
    /** Keeps $TMPDIR from being writable. */
    readonly exclude_tmpdir_env_var?: boolean;
    /** Keeps /tmp from being writable. */
    readonly exclude_slash_tmp?: boolean;
    /** What git may do: nothing that writes; plain verbs in a cell of their own; everything. */
    readonly git?: "read-only" | "commit" | "write";
    /** Whether commands see a /tmp of their own or the machine's. */
    readonly tmp?: "private" | "shared";
    /** Whether commands can read private keys, cloud and package credentials, keyrings, browser profiles and history. */
    readonly secrets?: "hidden" | "readable";
    /** Unix sockets that commands may connect to. */
    readonly unix_sockets?: readonly string[] | { readonly [name: string]: "allow" | "deny" };
    /** Ports inside the sandbox that are published on a random local name. */
    readonly ports?: readonly number[];
    /** What one command may use up at most. */
    readonly limits?: {
      /** Processes and threads of one command at one time; without it 16,384. */
      readonly processes?: number;
      /** Memory that one process may fill, in bytes. */
      readonly memory_bytes?: number;
      /** Largest file that a command may write, in bytes. */
      readonly file_bytes?: number;
      /** Largest core dump, in bytes; without it none is written. */
      readonly core_bytes?: number;
    };
    /** Lets debuggers trace processes inside. */
    readonly allow_ptrace?: boolean;
    /** Lets browsers and build tools make sandboxes of their own inside. */
    readonly allow_nested_sandbox?: boolean;
    /** Guarantees that this machine may fail to give. */
    readonly accept?: readonly string[];
    /** Guarantees without which nothing runs. */
    readonly require?: readonly string[];
  };
  /** When a person or a reviewer is asked. */
  readonly approval_policy?: "untrusted" | "on-request" | "never" | {
    /** Says for each kind of question whether it may be asked. */
    readonly granular: {
      /** Questions about leaving or widening the sandbox may be asked. */
      readonly sandbox_approval: boolean;
      /** Questions that a rule demands may be asked. */
      readonly rules: boolean;
      /** Questions of MCP servers may be passed on. */
      readonly mcp_elicitations: boolean;
      /** Questions about skills may be asked. Default false. */
      readonly skill_approval?: boolean;
      /** Requests of the model for more permissions may be asked. Default false. */
      readonly request_permissions?: boolean;
    };
  };
  /** Who answers questions. */
  readonly approvals_reviewer?: "user" | "auto_review";
  /** The automatic reviewer. */
  readonly auto_review?: {
    /** Text that the reviewer judges by, beside its built-in one. */
    readonly policy?: string;
    /** Provider of the reviewer; a name of [model_providers]. Default: that of the session. */
    readonly provider?: string;
    /** Model of the reviewer. Default: review_model, else model. */
    readonly model?: string;
    /** Which commands it sees: those that are asked about, or every one. */
    readonly scope?: "questions" | "all";
    /** Models of the agent whose every command it sees; `*` at the end matches any rest. */
    readonly required_on_models?: readonly string[];
    /** Milliseconds that one review may take. Default 90000. */
    readonly timeout_ms?: number;
    /** Answers asked for when one is not valid. Default 3. */
    readonly attempts?: number;
    /** default: three denials in a row or ten in a turn stop it; strict: the first one does. */
    readonly circuit_break_action?: "default" | "strict";
    /** Asks the user where the reviewer denies. */
    readonly ask_on_deny?: boolean;
    /** Asks the user where the reviewer cannot be reached. */
    readonly ask_on_outage?: boolean;
  };
  /** Permission profile: :read-only, :workspace, :danger-full-access or a name of [permissions]. */
  readonly default_permissions?: string;
  /** Permission profiles by name. */
  readonly permissions?: { readonly [name: string]: {
    /** What the profile is for. */
    readonly description?: string;
    /** Profile whose entries this one starts from. */
    readonly extends?: string;
    /** More folders that count as workspace roots. */
    readonly workspace_roots?: readonly string[] | { readonly [name: string]: boolean };
    /** Access by path: absolute, `~/x`, or `:root`, `:minimal`, `:workspace_roots`, `:tmpdir`, `:slash_tmp`; `glob_scan_max_depth` bounds globs. */
    readonly filesystem?: { readonly [name: string]: "read" | "write" | "deny" | { readonly [name: string]: "read" | "write" | "deny" } | number };
    /** Network of this profile; off where absent. */
    readonly network?: {
      /** Turns the network of this profile on. */
      readonly enabled?: boolean;
      /** `limited` lets only reading methods pass. */
      readonly mode?: "limited" | "full";
      /** Which hosts may be reached; deny beats allow. `x` is exact, `*.x` any depth below, `**.x` both. */
      readonly domains?: { readonly [name: string]: "allow" | "deny" };
      /** Hosts by the name of a list that comes along, as `npm` or `npm@1`; `paddock net presets` shows them. */
      readonly presets?: readonly string[];
      /** Which ports of a host are open: `"*:25" = "deny"`, `"github.com:22,443" = "allow"`; hosts without an entry have all. */
      readonly ports?: { readonly [name: string]: "allow" | "deny" };
      /** Ranges that are shut, or open although private: `"10.1.0.0/16" = "allow"`. It opens no name that `domains` does not allow. */
      readonly cidrs?: { readonly [name: string]: "allow" | "deny" };
      /** Prefixes by which this network carries IPv4 addresses in IPv6 ones, beside 64:ff9b::/96. */
      readonly nat64_prefixes?: readonly string[];
      /** What may go through a tunnel. */
      readonly tunnel?: {
        /** `same`: the TLS server name is the host that was allowed. `any` does not look. */
        readonly server_name?: "same" | "any";
        /** Lets TLS without a server name pass. */
        readonly allow_missing_name?: boolean;
        /** Lets TLS pass whose hello hides a server name; browsers send such hellos. */
        readonly allow_encrypted_hello?: boolean;
        /** Lets something else than TLS pass to port 443. */
        readonly allow_plain_on_443?: boolean;
      };
      /** Which Unix sockets may be connected to. */
      readonly unix_sockets?: { readonly [name: string]: "allow" | "deny" };
      /** Lets commands reach loopback and private addresses by name. */
      readonly allow_local_binding?: boolean;
      /** Honours the proxy variables of the session for the way out. */
      readonly allow_upstream_proxy?: boolean;
      /** Read for compatibility; each run gets a listener of its own. */
      readonly proxy_url?: string;
      /** Read for compatibility; each run gets a listener of its own. */
      readonly socks_url?: string;
      /** Offers SOCKS5 beside HTTP. */
      readonly enable_socks5?: boolean;
      /** Read for compatibility; UDP is never relayed. */
      readonly enable_socks5_udp?: boolean;
      /** Read for compatibility; the proxy listens on loopback only. */
      readonly dangerously_allow_non_loopback_proxy?: boolean;
      /** Lets every Unix socket be connected to. */
      readonly dangerously_allow_all_unix_sockets?: boolean;
      /** `hooks` that choose requests inside of TLS, and `actions` that change their headers. */
      readonly mitm?: unknown;
      /** Codex's credential broker; not applied. */
      readonly credential_broker?: unknown;
    };
  } };
  /** Features by name, on or off. */
  readonly features?: { readonly [name: string]: boolean | {
    /** Turns the feature on. */
    readonly enabled?: boolean;
    /** `limited` lets only reading methods pass. */
    readonly mode?: "limited" | "full";
    /** Which hosts may be reached; deny beats allow. `x` is exact, `*.x` any depth below, `**.x` both. */
    readonly domains?: { readonly [name: string]: "allow" | "deny" };
    /** Hosts by the name of a list that comes along, as `npm` or `npm@1`; `paddock net presets` shows them. */
    readonly presets?: readonly string[];
    /** Which ports of a host are open: `"*:25" = "deny"`, `"github.com:22,443" = "allow"`; hosts without an entry have all. */
    readonly ports?: { readonly [name: string]: "allow" | "deny" };
    /** Ranges that are shut, or open although private: `"10.1.0.0/16" = "allow"`. It opens no name that `domains` does not allow. */
    readonly cidrs?: { readonly [name: string]: "allow" | "deny" };
    /** Prefixes by which this network carries IPv4 addresses in IPv6 ones, beside 64:ff9b::/96. */
    readonly nat64_prefixes?: readonly string[];
    /** What may go through a tunnel. */
    readonly tunnel?: {
      /** `same`: the TLS server name is the host that was allowed. `any` does not look. */
      readonly server_name?: "same" | "any";
      /** Lets TLS without a server name pass. */
      readonly allow_missing_name?: boolean;
      /** Lets TLS pass whose hello hides a server name; browsers send such hellos. */
      readonly allow_encrypted_hello?: boolean;
      /** Lets something else than TLS pass to port 443. */
      readonly allow_plain_on_443?: boolean;
    };
    /** Which Unix sockets may be connected to. */
    readonly unix_sockets?: { readonly [name: string]: "allow" | "deny" };
    /** Lets commands reach loopback and private addresses by name. */
    readonly allow_local_binding?: boolean;
    /** Honours the proxy variables of the session for the way out. */
    readonly allow_upstream_proxy?: boolean;
    /** Read for compatibility; each run gets a listener of its own. */
    readonly proxy_url?: string;
    /** Read for compatibility; each run gets a listener of its own. */
    readonly socks_url?: string;
    /** Offers SOCKS5 beside HTTP. */
    readonly enable_socks5?: boolean;
    /** Read for compatibility; UDP is never relayed. */
    readonly enable_socks5_udp?: boolean;
    /** Read for compatibility; the proxy listens on loopback only. */
    readonly dangerously_allow_non_loopback_proxy?: boolean;
    /** Lets every Unix socket be connected to. */
    readonly dangerously_allow_all_unix_sockets?: boolean;
    /** `hooks` that choose requests inside of TLS, and `actions` that change their headers. */
    readonly mitm?: unknown;
    /** Codex's credential broker; not applied. */
    readonly credential_broker?: unknown;
  } | {
    readonly [name: string]: unknown;
  } };
  /** How the model may search the web. */
  readonly web_search?: "disabled" | "cached" | "indexed" | "live";
  /** Lets commands run in a login shell. */
  readonly allow_login_shell?: boolean;
  /** Which variables commands see. */
  readonly shell_environment_policy?: {
    /** Which variables of the session a command starts with. */
    readonly inherit?: "all" | "core" | "none";
    /** True keeps variables whose names look like secrets (KEY, SECRET, TOKEN). */
    readonly ignore_default_excludes?: boolean;
    /** Patterns of names that are removed. */
    readonly exclude?: readonly string[];
    /** When not empty, only names that match stay. */
    readonly include_only?: readonly string[];
    /** The same as exclude and include_only, by pattern. Not with either of them in one file. */
    readonly filters?: { readonly [name: string]: "include" | "exclude" };
    /** Variables that are always set. */
    readonly set?: { readonly [name: string]: string };
    /** Runs commands in a login shell's environment. */
    readonly experimental_use_profile?: boolean;
  };
  /** Where credentials are kept. */
  readonly cli_auth_credentials_store?: "ephemeral" | "keyring" | "auto" | "file";
  /** Where tokens of MCP servers are kept. */
  readonly mcp_oauth_credentials_store?: "keyring" | "auto" | "file";
  /** The only way to log in. */
  readonly forced_login_method?: "chatgpt" | "api";
  /** The only workspaces to log in to. */
  readonly forced_chatgpt_workspace_id?: string | readonly string[];
  /** Address of the ChatGPT backend. */
  readonly chatgpt_base_url?: string;
  /** Address of the OpenAI API. */
  readonly openai_base_url?: string;
  /** Export of telemetry; the local trail is always written. */
  readonly otel?: {
    /** Name of the environment, on every record. */
    readonly environment?: string;
    /** Where log records go. */
    readonly exporter?: "none" | "statsig" | {
      /** OTLP over HTTP. */
      readonly "otlp-http": {
        /** URL of the collector. */
        readonly endpoint: string;
        /** Headers of each request. */
        readonly headers?: { readonly [name: string]: string };
        /** Encoding of the body. */
        readonly protocol?: "binary" | "json";
        /** Certificates of the connection. */
        readonly tls?: unknown;
      };
    } | {
      /** OTLP over gRPC. */
      readonly "otlp-grpc": {
        /** URL of the collector. */
        readonly endpoint: string;
        /** Headers of each request. */
        readonly headers?: { readonly [name: string]: string };
        /** Encoding of the body. */
        readonly protocol?: "binary" | "json";
        /** Certificates of the connection. */
        readonly tls?: unknown;
      };
    };
    /** Where spans go. Default: none. */
    readonly trace_exporter?: "none" | "statsig" | {
      /** OTLP over HTTP. */
      readonly "otlp-http": {
        /** URL of the collector. */
        readonly endpoint: string;
        /** Headers of each request. */
        readonly headers?: { readonly [name: string]: string };
        /** Encoding of the body. */
        readonly protocol?: "binary" | "json";
        /** Certificates of the connection. */
        readonly tls?: unknown;
      };
    } | {
      /** OTLP over gRPC. */
      readonly "otlp-grpc": {
        /** URL of the collector. */
        readonly endpoint: string;
        /** Headers of each request. */
        readonly headers?: { readonly [name: string]: string };
        /** Encoding of the body. */
        readonly protocol?: "binary" | "json";
        /** Certificates of the connection. */
        readonly tls?: unknown;
      };
    };
    /** Where metrics go. Default: none. */
    readonly metrics_exporter?: "none" | "statsig" | {
      /** OTLP over HTTP. */
      readonly "otlp-http": {
        /** URL of the collector. */
        readonly endpoint: string;
        /** Headers of each request. */
        readonly headers?: { readonly [name: string]: string };
        /** Encoding of the body. */
        readonly protocol?: "binary" | "json";
        /** Certificates of the connection. */
        readonly tls?: unknown;
      };
    } | {
      /** OTLP over gRPC. */
      readonly "otlp-grpc": {
        /** URL of the collector. */
        readonly endpoint: string;
        /** Headers of each request. */
        readonly headers?: { readonly [name: string]: string };
        /** Encoding of the body. */
        readonly protocol?: "binary" | "json";
        /** Certificates of the connection. */
        readonly tls?: unknown;
      };
    };
    /** Exports the text of prompts; otherwise it is replaced by its length. */
    readonly log_user_prompt?: boolean;
    /** Exports the text of answers. */
    readonly log_agent_responses?: boolean;
    /** Exports the reviewer's reasons. */
    readonly log_guardian_assessments?: boolean;
    /** Exports summaries of the reasoning. */
    readonly log_agent_reasoning?: boolean;
    /** Exports each streamed piece. */
    readonly log_sse_deltas?: boolean;
    /** Tool results in records. */
    readonly tool_result?: {
      /** Most bytes of a tool result in a record. */
      readonly max_bytes?: number;
    };
    /** Attributes of every span. */
    readonly span_attributes?: { readonly [name: string]: string };
    /** Entries of the tracestate header. */
    readonly tracestate?: { readonly [name: string]: { readonly [name: string]: string } };
    /** First part of every event name; codex gives Codex's names and types. */
    readonly event_prefix?: string;
    /** INFO for every event, as Codex does. */
    readonly flat_severity?: boolean;
    /** Attributes of the resource of every signal. */
    readonly resource?: { readonly [name: string]: string };
  };
  /** The local record of everything that is decided and done. */
  readonly trail?: {
    /** What happens to new actions while the disk of the trail is full. */
    readonly on_full?: "refuse" | "continue";
    /** Days that records are kept; 0 keeps them however old they are. */
    readonly keep_days?: number;
    /** Bytes that all records together may take; 0 sets no limit. */
    readonly keep_bytes?: number;
    /** A legal hold: nothing is removed while it is true. */
    readonly hold?: boolean;
  };
  /** Kept sessions. */
  readonly history?: {
    /** Whether sessions are kept. */
    readonly persistence?: "save-all" | "none";
    /** Most bytes of history that are kept. */
    readonly max_bytes?: number;
  };
  /** Read for compatibility. */
  readonly analytics?: {
    /** Read for compatibility; Paddock sends none. */
    readonly enabled?: boolean;
  };
  /** Read for compatibility. */
  readonly feedback?: {
    /** Read for compatibility; Paddock sends none. */
    readonly enabled?: boolean;
  };
  /** Read for compatibility; Paddock never checks. */
  readonly check_for_update_on_startup?: boolean;
  /** Folder of the logs. */
  readonly log_dir?: string;
  /** Folder of the databases. */
  readonly sqlite_home?: string;
  /** MCP servers by name. */
  readonly mcp_servers?: { readonly [name: string]: {
    /** Program of a stdio server. */
    readonly command?: string;
    /** Its arguments. */
    readonly args?: readonly string[];
    /** Variables it gets. */
    readonly env?: { readonly [name: string]: string };
    /** Names of variables that are passed on. */
    readonly env_vars?: readonly unknown[];
    /** Folder it starts in. */
    readonly cwd?: string;
    /** Address of an HTTP server. */
    readonly url?: string;
    /** Variable that holds its bearer token. */
    readonly bearer_token_env_var?: string;
    /** Headers of each request. */
    readonly http_headers?: { readonly [name: string]: string };
    /** Headers whose values come from variables. */
    readonly env_http_headers?: { readonly [name: string]: string };
    /** Program that prints headers; not applied. */
    readonly http_headers_helper?: unknown;
    /** OAuth settings of the server. */
    readonly oauth?: unknown;
    /** OAuth resource of the server. */
    readonly oauth_resource?: string;
    /** OAuth scopes that are asked for. */
    readonly scopes?: readonly string[];
    /** False keeps the server off. Default true. */
    readonly enabled?: boolean;
    /** True stops the start where the server does not come up. */
    readonly required?: boolean;
    /** Seconds it may take to start. */
    readonly startup_timeout_sec?: number;
    /** Milliseconds it may take to start. */
    readonly startup_timeout_ms?: number;
    /** Seconds a tool may take. */
    readonly tool_timeout_sec?: number;
    /** Only these tools are offered. */
    readonly enabled_tools?: readonly string[];
    /** These tools are not offered. */
    readonly disabled_tools?: readonly string[];
    /** When calls of its tools are asked about. */
    readonly default_tools_approval_mode?: "auto" | "prompt" | "writes" | "approve";
    /** Settings by tool. */
    readonly tools?: { readonly [name: string]: {
      /** When calls are asked about. */
      readonly approval_mode?: "auto" | "prompt" | "writes" | "approve";
    } };
    /** Codex's remote environment; not applied. */
    readonly environment?: unknown;
    /** Codex's remote environment; not applied. */
    readonly experimental_environment?: unknown;
    /** Calls may run side by side. */
    readonly supports_parallel_tool_calls?: boolean;
    /** Display name. */
    readonly name?: string;
    /** Refused: tokens do not belong in files. Use bearer_token_env_var. */
    readonly bearer_token?: string;
  } };
  /** Programs that run at events. */
  readonly hooks?: {
    /** Hooks that run at PreToolUse. */
    readonly PreToolUse?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at PostToolUse. */
    readonly PostToolUse?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at PermissionRequest. */
    readonly PermissionRequest?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at PreModelRequest. */
    readonly PreModelRequest?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at PostModelRequest. */
    readonly PostModelRequest?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at PreCompact. */
    readonly PreCompact?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at PostCompact. */
    readonly PostCompact?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at SessionStart. */
    readonly SessionStart?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at SessionEnd. */
    readonly SessionEnd?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at UserPromptSubmit. */
    readonly UserPromptSubmit?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at SubagentStart. */
    readonly SubagentStart?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at SubagentStop. */
    readonly SubagentStop?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at Stop. */
    readonly Stop?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Hooks that run at Interrupt. */
    readonly Interrupt?: readonly {
      /** Regular expression over the tool's name; absent matches all. */
      readonly matcher?: string;
      /** What runs, in order. */
      readonly hooks: readonly {
        /** What runs. */
        readonly type: "command" | "mcp_tool" | "prompt" | "agent";
        /** Command of a command hook. */
        readonly command?: string | readonly string[];
        /** Seconds before it is ended. Default 600. */
        readonly timeout?: number;
        /** Another spelling of timeout. */
        readonly timeout_sec?: number;
        /** Line shown while it runs. */
        readonly statusMessage?: string;
        /** Line shown while it runs. */
        readonly status_message?: string;
        /** Does not wait for it. */
        readonly async?: boolean;
        /** Text of a prompt or agent hook. */
        readonly prompt?: string;
        /** MCP server of a tool hook. */
        readonly server?: string;
        /** Tool of a tool hook. */
        readonly tool?: string;
      }[];
    }[];
    /** Codex's record of accepted hooks; not applied. */
    readonly state?: unknown;
  };
  /** Program that is told when a turn ends. */
  readonly notify?: readonly string[];
  /** Trust by project. */
  readonly projects?: { readonly [name: string]: {
    /** Whether the project's own files count. */
    readonly trust_level?: "trusted" | "untrusted";
    /** SHA-256 of what was trusted; other content asks again. */
    readonly digest?: string;
    /** Written by Codex's desktop app; not applied. */
    readonly sandbox_mode?: "read-only" | "workspace-write" | "danger-full-access";
  } };
  /** Names that mark the root of a project. */
  readonly project_root_markers?: readonly string[];
  /** Most bytes of instruction files that are read. */
  readonly project_doc_max_bytes?: number;
  /** Other names of instruction files; plain names, no paths. */
  readonly project_doc_fallback_filenames?: readonly string[];
  /** Milliseconds a background command may wait for output. */
  readonly background_terminal_max_timeout?: number;
  /** Most tokens of a tool's output that the model sees. */
  readonly tool_output_token_limit?: number;
  /** Editor that links open. */
  readonly file_opener?: "vscode" | "vscode-insiders" | "windsurf" | "cursor" | "none";
  /** Hides reasoning in the transcript. */
  readonly hide_agent_reasoning?: boolean;
  /** Shows reasoning as it comes. */
  readonly show_raw_agent_reasoning?: boolean;
  /** The terminal interface. */
  readonly tui?: {
    /** Which events notify. */
    readonly notifications?: boolean | readonly string[];
    /** How they notify. */
    readonly notification_method?: "auto" | "osc9" | "osc777" | "bel";
    /** When they notify. */
    readonly notification_condition?: "unfocused" | "always";
    /** Read for compatibility; the transcript stays in the scrollback. */
    readonly alternate_screen?: "auto" | "always" | "never";
    readonly [name: string]: unknown;
  };
  /** Windows settings. */
  readonly windows?: {
    /** Codex's Windows sandbox; not applied. */
    readonly sandbox?: "elevated" | "unelevated" | "mxc";
    readonly [name: string]: unknown;
  };
  /** Read for compatibility; not applied. */
  readonly allow_symlinked_codex_home?: boolean;
};
