import type { NetworkPolicy } from "../decision.ts";
import { evaluate } from "../evaluate.ts";

/** Ports of one command's listener, as the command sees them. */
export interface ProxyEndpoint {
  /** Both HTTP and SOCKS5 are spoken on it. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

const HTTP_NAMES = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "WS_PROXY",
  "WSS_PROXY",
  "FTP_PROXY",
  "ALL_PROXY",
  "http_proxy",
  "https_proxy",
  "ws_proxy",
  "wss_proxy",
  "ftp_proxy",
  "all_proxy",
  "npm_config_proxy",
  "npm_config_https_proxy",
  "YARN_HTTP_PROXY",
  "YARN_HTTPS_PROXY",
  "BUNDLE_HTTP_PROXY",
  "BUNDLE_HTTPS_PROXY",
  "PIP_PROXY",
  "DOCKER_HTTP_PROXY",
  "DOCKER_HTTPS_PROXY",
  "GRPC_PROXY",
  "grpc_proxy",
];
const DIRECT_NAMES = ["NO_PROXY", "no_proxy", "npm_config_noproxy", "BUNDLE_NO_PROXY"];
// Inside a network namespace of its own a command's loopback is its own: its servers need no proxy.
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * The variables that make a command's programs use its proxy.
 *
 * ALL_PROXY is the HTTP URL: a socks5h URL breaks Python clients without an extra, and gRPC. `YARN_NO_PROXY` and
 * `npm_config_http_proxy` are left out: the first stops Yarn 2, the second warns at each npm run.
 *
 * NO_PROXY names the command's own loopback, unless the policy opens this machine's: then `localhost` means that one and goes
 * through the proxy too.
 */
export function proxyEnvironment(
  endpoint: ProxyEndpoint,
  policy: NetworkPolicy,
): Readonly<Record<string, string>> {
  const url = `http://${endpoint.host ?? "127.0.0.1"}:${endpoint.port}`;
  const opened = LOOPBACK.some(
    (host) => evaluate(policy, { host, port: 80, protocol: "http" }).decision === "allow",
  );
  const direct = opened ? "" : LOOPBACK.join(",");
  return {
    ...Object.fromEntries(HTTP_NAMES.map((name) => [name, url])),
    ...Object.fromEntries(DIRECT_NAMES.map((name) => [name, direct])),
    ELECTRON_GET_USE_PROXY: "true",
    NODE_USE_ENV_PROXY: "1",
    CODEX_NETWORK_PROXY_ACTIVE: "1",
    CODEX_NETWORK_ALLOW_LOCAL_BINDING: policy.allowLocalBinding === true ? "1" : "0",
  };
}
