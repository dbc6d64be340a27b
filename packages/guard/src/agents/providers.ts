/** Where a model provider's key and endpoint are found. */
export interface Provider {
  /** Variables that hold a key. */
  readonly keys: readonly string[];
  /** Variable that names another endpoint. */
  readonly endpoint: string;
  /** Host of the usual endpoint. */
  readonly host: string;
}

/** A model provider. */
export type ProviderName =
  | "anthropic"
  | "openai"
  | "google"
  | "openrouter"
  | "mistral"
  | "deepseek"
  | "groq"
  | "xai"
  | "dashscope"
  | "ollama";

/** The model providers that agents are set up for. */
export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = {
  anthropic: {
    keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"],
    endpoint: "ANTHROPIC_BASE_URL",
    host: "api.anthropic.com",
  },
  openai: {
    keys: ["OPENAI_API_KEY"],
    endpoint: "OPENAI_BASE_URL",
    host: "api.openai.com",
  },
  google: {
    keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY"],
    endpoint: "GOOGLE_GEMINI_BASE_URL",
    host: "generativelanguage.googleapis.com",
  },
  openrouter: { keys: ["OPENROUTER_API_KEY"], endpoint: "OPENROUTER_BASE_URL", host: "openrouter.ai" },
  mistral: { keys: ["MISTRAL_API_KEY"], endpoint: "MISTRAL_BASE_URL", host: "api.mistral.ai" },
  deepseek: { keys: ["DEEPSEEK_API_KEY"], endpoint: "DEEPSEEK_BASE_URL", host: "api.deepseek.com" },
  groq: { keys: ["GROQ_API_KEY"], endpoint: "GROQ_BASE_URL", host: "api.groq.com" },
  xai: { keys: ["XAI_API_KEY"], endpoint: "XAI_BASE_URL", host: "api.x.ai" },
  dashscope: { keys: ["DASHSCOPE_API_KEY"], endpoint: "DASHSCOPE_BASE_URL", host: "dashscope.aliyuncs.com" },
  ollama: { keys: ["OLLAMA_API_KEY"], endpoint: "OLLAMA_HOST", host: "ollama.com" },
};
