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

/**
 * Where a token may begin: not within a word. The letter of a JSON escape is no word, so that a token at the start of a
 * line is seen in the arguments of a call, which are JSON text.
 */
const edge = String.raw`(?<=^|[^A-Za-z0-9_]|\\[nrtbf])`;

/** A token that its beginning gives away, written as a regular expression. */
const token = (body: TemplateStringsArray, ...parts: readonly string[]): RegExp =>
  new RegExp(edge + String.raw(body, ...parts), "g");
const anyCase = (body: TemplateStringsArray, ...parts: readonly string[]): RegExp =>
  new RegExp(token(body, ...parts), "gi");

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
    pattern: token`eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{0,2048}`,
  },
  { kind: "anthropic-key", hints: ["sk-ant-"], pattern: token`sk-ant-[A-Za-z0-9_-]{16,256}` },
  {
    kind: "openai-key",
    hints: ["sk-"],
    pattern: token`sk-(?=[A-Za-z_-]{0,64}[0-9])[A-Za-z0-9_-]{12,256}`,
  },
  {
    kind: "github-token",
    hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    pattern: token`(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})`,
  },
  {
    kind: "gitlab-token",
    hints: ["gl"],
    pattern: token`gl(?:pat|ptt|dt|rt|cbt|soat|ft|agent)-[A-Za-z0-9_.-]{16,300}`,
  },
  {
    kind: "slack-token",
    hints: ["xox", "xapp-"],
    pattern: token`(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,300}`,
  },
  {
    kind: "slack-webhook",
    hints: ["hooks.slack.com"],
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[A-Za-z0-9_/-]{16,200})/g,
  },
  {
    kind: "aws-key-id",
    hints: ["akia", "asia", "abia", "acca"],
    pattern: token`(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b`,
  },
  { kind: "google-key", hints: ["aiza"], pattern: token`AIza[A-Za-z0-9_-]{30,60}` },
  {
    kind: "google-token",
    hints: ["ya29.", "gocspx-"],
    pattern: token`(?:ya29\.[A-Za-z0-9_-]{20,2048}|GOCSPX-[A-Za-z0-9_-]{20,64})`,
  },
  { kind: "npm-token", hints: ["npm_"], pattern: token`npm_[A-Za-z0-9]{30,64}\b` },
  { kind: "pypi-token", hints: ["pypi-"], pattern: token`pypi-AgE[A-Za-z0-9_-]{16,512}` },
  {
    kind: "stripe-key",
    hints: ["k_live_", "k_test_", "whsec_"],
    pattern: token`(?:[rsp]k_(?:live|test)_[A-Za-z0-9]{10,256}|whsec_[A-Za-z0-9+/=]{16,128})`,
  },
  { kind: "huggingface-token", hints: ["hf_"], pattern: token`hf_[A-Za-z0-9]{30,64}\b` },
  {
    kind: "docker-token",
    hints: ["dckr_"],
    pattern: token`dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,128}`,
  },
  { kind: "digitalocean-token", hints: ["_v1_"], pattern: token`do[opr]_v1_[a-f0-9]{64}\b` },
  {
    kind: "sendgrid-key",
    hints: ["sg."],
    pattern: token`SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}`,
  },
  { kind: "shopify-token", hints: ["shp"], pattern: token`shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b` },
  {
    kind: "vault-token",
    hints: ["hvs.", "hvb.", "hvr."],
    pattern: token`hv[sbr]\.[A-Za-z0-9_-]{20,256}`,
  },
  {
    kind: "age-key",
    hints: ["age-secret-key-"],
    pattern: token`AGE-SECRET-KEY-1[A-Z0-9]{40,80}`,
  },
  { kind: "telegram-token", hints: [":aa"], pattern: token`[0-9]{8,10}:AA[A-Za-z0-9_-]{32,40}` },
  {
    kind: "azure-key",
    hints: ["accountkey=", "sharedaccesskey="],
    pattern: anyCase`(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{20,128}={0,2})`,
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
    pattern: anyCase`(?:proxy-)?authorization\\?["']?\s{0,4}(?::\s{0,4}\\?["'\`]?(?:(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)\s{1,4})?|=\s{0,4}\\?["'\`]?(?:bearer|basic|token|digest|negotiate|apikey)\s{1,4})(?<secret>[^\s"'\`\\,;]{6,4096})`,
  },
  {
    kind: "bearer",
    hints: ["bearer"],
    pattern: anyCase`bearer\s{1,4}(?<secret>[A-Za-z0-9._~+/=-]{16,4096})`,
  },
  {
    kind: "cookie",
    hints: ["cookie"],
    pattern: anyCase`(?:set-)?cookie\\?["']?\s{0,4}:\s{0,4}\\?["']?(?<secret>[^\s"'\\=;]{1,128}=[^\r\n"'\\]{4,4096})`,
  },
  {
    kind: "api-key-header",
    hints: ["x-"],
    pattern: anyCase`x-[a-z-]{0,30}(?:key|token|secret)\\?["']?\s{0,4}:\s{0,4}\\?["']?(?<secret>${value}{8,1024})`,
  },
  {
    kind: "basic-login",
    hints: ["-u", "--user"],
    pattern: /(?:^|\s)(?:-u|--user|--proxy-user)(?:\s{1,4}|=)["']?[^\s:"']{1,128}:(?<secret>[^\s"']{1,256})/g,
  },
  {
    kind: "atlassian-token",
    hints: ["atatt3", "atctt3"],
    pattern: token`AT(?:ATT|CTT)3[A-Za-z0-9_=-]{40,400}`,
  },
  { kind: "linear-key", hints: ["lin_"], pattern: token`lin_(?:api|oauth)_[A-Za-z0-9]{32,128}` },
  { kind: "notion-token", hints: ["ntn_"], pattern: token`ntn_[A-Za-z0-9]{40,64}` },
  {
    kind: "figma-token",
    hints: ["figd_", "figu_"],
    pattern: token`fig[du]_[A-Za-z0-9_-]{30,64}`,
  },
  { kind: "postman-key", hints: ["pmak-"], pattern: token`PMAK-[a-f0-9]{24}-[a-f0-9]{34}` },
  { kind: "sentry-token", hints: ["sntry"], pattern: token`sntry[su]_[A-Za-z0-9_=+/-]{40,400}` },
  {
    kind: "netlify-token",
    hints: ["nfp_", "nfc_", "nfo_"],
    pattern: token`nf[pco]_[A-Za-z0-9]{30,64}`,
  },
  { kind: "supabase-token", hints: ["sbp_"], pattern: token`sbp_[a-f0-9]{40}` },
  {
    kind: "planetscale-token",
    hints: ["pscale_"],
    pattern: token`pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{30,64}`,
  },
  { kind: "databricks-token", hints: ["dapi"], pattern: token`dapi[a-f0-9]{32}(?:-\d)?` },
  {
    kind: "grafana-token",
    hints: ["glsa_", "glc_"],
    pattern: token`(?:glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_[A-Za-z0-9+/=]{32,400})`,
  },
  {
    kind: "newrelic-key",
    hints: ["nrak-", "nrjs-", "nrii-"],
    pattern: token`NR(?:AK|JS|II)-[A-Za-z0-9_-]{19,40}`,
  },
  {
    kind: "doppler-token",
    hints: ["dp."],
    pattern: token`dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,64}`,
  },
  { kind: "pulumi-token", hints: ["pul-"], pattern: token`pul-[a-f0-9]{40}` },
  { kind: "rubygems-key", hints: ["rubygems_"], pattern: token`rubygems_[a-f0-9]{48}` },
  { kind: "onepassword-token", hints: ["ops_ey"], pattern: token`ops_ey[A-Za-z0-9_=-]{60,2048}` },
  { kind: "square-token", hints: ["sq0"], pattern: token`sq0[a-z]{3}-[A-Za-z0-9_-]{22,60}` },
  { kind: "heroku-key", hints: ["hrku-"], pattern: token`HRKU-[A-Za-z0-9_-]{30,80}` },
  {
    kind: "fly-token",
    hints: ["fm1", "fm2_", "fo1_"],
    pattern: token`(?:fm1[ar]|fm2|fo1)_[A-Za-z0-9+/=_-]{40,2048}`,
  },
  { kind: "twilio-key", hints: ["sk"], pattern: token`SK[a-f0-9]{32}\b` },
  { kind: "mailgun-key", hints: ["key-"], pattern: token`key-[a-f0-9]{32}\b` },
  {
    kind: "discord-webhook",
    hints: ["api/webhooks/"],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{1,32}\/(?<secret>[A-Za-z0-9_-]{30,100})/g,
  },
  {
    kind: "netrc-password",
    hints: ["password", "passwd"],
    pattern:
      /\b(?:login|user)\s{1,8}\S{1,128}\s{1,8}(?:password|passwd)\s{1,8}["']?(?<secret>[^\s"']{3,256})/gi,
  },
  {
    kind: "program-password",
    hints: ["sshpass"],
    pattern: token`sshpass\s{1,4}-p\s{0,4}\\{0,3}["']?(?<secret>[^\s"'\\]{3,256})`,
  },
  {
    kind: "program-password",
    hints: ["redis-cli"],
    pattern: token`redis-cli\s(?:[^\n|;&]{0,200}\s)?(?:-a|--pass)\s{1,4}\\{0,3}["']?(?<secret>[^\s"'\\]{3,256})`,
  },
  {
    kind: "program-password",
    hints: ["mysql", "mariadb"],
    pattern: token`(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\s(?:[^\n|;&]{0,200}\s)?-p\\{0,3}["']?(?<secret>[^\s"'\\|;&-][^\s"'\\]{2,255})`,
  },
  {
    kind: "piped-password",
    hints: ["--password-stdin", "--with-token"],
    pattern:
      /\b(?:echo|printf)\s{1,4}(?:-n\s{1,4})?(?:%s\s{1,4})?\\?["']?(?<secret>[^\s"'|\\$]{6,512})\\?["']?\s{0,4}\|[^\n|]{0,200}--(?:password-stdin|with-token)/g,
  },
  {
    kind: "here-password",
    hints: ["<<<"],
    pattern: /--(?:password-stdin|with-token)[^\n|]{0,80}<<<\s{0,4}\\?["']?(?<secret>[^\s"'\\$]{6,512})/g,
  },
  {
    kind: "auth-value",
    hints: ["auth"],
    pattern:
      /(?<![A-Za-z0-9])_?auth\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?(?<secret>[A-Za-z0-9+/_-]{16,1024}={0,2})(?![A-Za-z0-9+/_.(-])/g,
  },
];
