/** Variables by which programs are told the file of the authorities that they trust. */
const NAMES = [
  "SSL_CERT_FILE",
  "CURL_CA_BUNDLE",
  "REQUESTS_CA_BUNDLE",
  "PIP_CERT",
  "GIT_SSL_CAINFO",
  "NODE_EXTRA_CA_CERTS",
  "DENO_CERT",
  "CARGO_HTTP_CAINFO",
  "BUNDLE_SSL_CA_CERT",
  "AWS_CA_BUNDLE",
  "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
  "NIX_SSL_CERT_FILE",
  "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
  "HTTPLIB2_CA_CERTS",
  "CODEX_CA_CERTIFICATE",
];

/**
 * The variables that make a command's programs trust the authority of its proxy. Java reads none of them, and Go on macOS does
 * not either.
 *
 * @param file The bundle of {@linkcode Egress.trust}, as the command sees it.
 */
export function certificateEnvironment(file: string): Readonly<Record<string, string>> {
  return Object.fromEntries(NAMES.map((name) => [name, file]));
}
