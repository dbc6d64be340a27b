/** A kind of secret that is known by how it is written. */
export interface SecretFormat {
  readonly kind: string;
  /** Cheap test: no pattern is tried unless one of these occurs in the text (lower case). */
  readonly hints: readonly string[];
  /**
   * Global. Group `secret`, when there is one, is what is replaced; otherwise the whole match. Every quantifier is
   * bounded, so the time is linear in the text's length.
   */
  readonly pattern: RegExp;
}

const value = "[^\\s\"'\\\\&;,|<>()\\[\\]{}`]";

/** Known secret formats, the most specific first. Sources: the issuers' own documentation of their token prefixes. */
export const secretFormats: readonly SecretFormat[] = [
  {
    kind: "private-key",
    hints: ["-----begin"],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){0,20000}(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|$)?/g,
  },
  {
    kind: "jwt",
    hints: ["eyj"],
    pattern: /\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{0,2048}/g,
  },
  { kind: "anthropic-key", hints: ["sk-ant-"], pattern: /\bsk-ant-[A-Za-z0-9_-]{16,256}/g },
  {
    kind: "openai-key",
    hints: ["sk-"],
    pattern: /\bsk-(?=[A-Za-z_-]{0,64}[0-9])[A-Za-z0-9_-]{12,256}/g,
  },
  {
    kind: "github-token",
    hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})/g,
  },
  {
    kind: "gitlab-token",
    hints: ["gl"],
    pattern: /\bgl(?:pat|ptt|dt|rt|cbt|soat|ft|agent)-[A-Za-z0-9_.-]{16,300}/g,
  },
  { kind: "slack-token", hints: ["xox", "xapp-"], pattern: /\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,300}/g },
  {
    kind: "slack-webhook",
    hints: ["hooks.slack.com"],
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[A-Za-z0-9_/-]{16,200})/g,
  },
  {
    kind: "aws-key-id",
    hints: ["akia", "asia", "abia", "acca"],
    pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  },
  { kind: "google-key", hints: ["aiza"], pattern: /\bAIza[A-Za-z0-9_-]{30,60}/g },
  {
    kind: "google-token",
    hints: ["ya29.", "gocspx-"],
    pattern: /\b(?:ya29\.[A-Za-z0-9_-]{20,2048}|GOCSPX-[A-Za-z0-9_-]{20,64})/g,
  },
  { kind: "npm-token", hints: ["npm_"], pattern: /\bnpm_[A-Za-z0-9]{30,64}\b/g },
  { kind: "pypi-token", hints: ["pypi-"], pattern: /\bpypi-AgE[A-Za-z0-9_-]{16,512}/g },
  {
    kind: "stripe-key",
    hints: ["k_live_", "k_test_", "whsec_"],
    pattern: /\b(?:[rsp]k_(?:live|test)_[A-Za-z0-9]{10,256}|whsec_[A-Za-z0-9+/=]{16,128})/g,
  },
  { kind: "huggingface-token", hints: ["hf_"], pattern: /\bhf_[A-Za-z0-9]{30,64}\b/g },
  { kind: "docker-token", hints: ["dckr_"], pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,128}/g },
  { kind: "digitalocean-token", hints: ["_v1_"], pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/g },
  { kind: "sendgrid-key", hints: ["sg."], pattern: /\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}/g },
  { kind: "shopify-token", hints: ["shp"], pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/g },
  { kind: "vault-token", hints: ["hvs.", "hvb.", "hvr."], pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{20,256}/g },
  { kind: "age-key", hints: ["age-secret-key-"], pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{40,80}/g },
  { kind: "telegram-token", hints: [":aa"], pattern: /\b[0-9]{8,10}:AA[A-Za-z0-9_-]{32,40}/g },
  {
    kind: "azure-key",
    hints: ["accountkey=", "sharedaccesskey="],
    pattern: /\b(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{20,128}={0,2})/gi,
  },
  {
    kind: "url-password",
    hints: ["://"],
    pattern: /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/?#@:"']{0,128}:(?<secret>[^\s/?#@"']{1,256})@/gi,
  },
  {
    kind: "url-token",
    hints: ["="],
    pattern:
      /[?&](?:access_?token|id_?token|refresh_?token|auth_?token|token|tok|api_?key|apikey|key|sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|secret|client_secret|password|passwd|pwd|auth|code)=(?<secret>[^&\s"'#\\)>]{4,1024})/gi,
  },
  {
    kind: "authorization",
    hints: ["authorization"],
    pattern:
      /\b(?:proxy-)?authorization\\?["']?\s{0,4}(?::\s{0,4}\\?["'`]?(?:(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)\s{1,4})?|=\s{0,4}\\?["'`]?(?:bearer|basic|token|digest|negotiate|apikey)\s{1,4})(?<secret>[^\s"'`\\,;]{6,4096})/gi,
  },
  { kind: "bearer", hints: ["bearer"], pattern: /\bbearer\s{1,4}(?<secret>[A-Za-z0-9._~+/=-]{16,4096})/gi },
  {
    kind: "cookie",
    hints: ["cookie"],
    pattern:
      /\b(?:set-)?cookie\\?["']?\s{0,4}:\s{0,4}\\?["']?(?<secret>[^\s"'\\=;]{1,128}=[^\r\n"'\\]{4,4096})/gi,
  },
  {
    kind: "api-key-header",
    hints: ["x-"],
    pattern: new RegExp(
      String.raw`\bx-[a-z-]{0,30}(?:key|token|secret)\\?["']?\s{0,4}:\s{0,4}\\?["']?(?<secret>${value}{8,1024})`,
      "gi",
    ),
  },
  {
    kind: "basic-login",
    hints: ["-u", "--user"],
    pattern: /(?:^|\s)(?:-u|--user|--proxy-user)(?:\s{1,4}|=)["']?[^\s:"']{1,128}:(?<secret>[^\s"']{1,256})/g,
  },
];
