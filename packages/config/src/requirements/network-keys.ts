import { FLAG, type Keys, list, map, TEXT, words } from "../keys/shape.ts";

import { AGREE, elsewhere, FALSE_FIRST, key, TRUE_FIRST, UNION } from "./combine-rule.ts";

/** `[experimental_network]`, with its other names `[network_proxy]` and `[permissions.network]`. */
export const NETWORK_REQUIREMENT: Keys = {
  enabled: key(FLAG, FALSE_FIRST, "False takes the network away from every command."),
  mode: key(
    words(["limited", "full"]),
    { kind: "strictest", strict: { by: "order", order: ["limited", "full"] } },
    "`limited` lets only reading methods pass.",
  ),
  http_port: key(
    { kind: "count", min: 0, max: 65535 },
    AGREE,
    "Read for compatibility; each run gets a listener of its own.",
  ),
  socks_port: key(
    { kind: "count", min: 0, max: 65535 },
    AGREE,
    "Read for compatibility; each run gets a listener of its own.",
  ),
  allow_upstream_proxy: key(FLAG, FALSE_FIRST, "False never uses the proxy variables of the session."),
  allow_local_binding: key(FLAG, FALSE_FIRST, "False keeps loopback and private addresses closed."),
  dangerously_allow_non_loopback_proxy: key(
    FLAG,
    FALSE_FIRST,
    "Read for compatibility; the proxy listens on loopback only.",
  ),
  dangerously_allow_all_unix_sockets: key(
    FLAG,
    FALSE_FIRST,
    "False keeps Unix sockets closed unless listed.",
  ),
  domains: key(
    map("host patterns", words(["allow", "deny"])),
    { kind: "domains" },
    "Hosts that are always denied, and hosts that are allowed.",
  ),
  ports: key(
    map("host patterns with ports", words(["allow", "deny"])),
    { kind: "domains" },
    "Ports that are always shut, and ports that are open.",
  ),
  cidrs: key(
    map("address ranges", words(["allow", "deny"])),
    { kind: "domains" },
    "Ranges that are always shut, and private ones that are open.",
  ),
  allowed_domains: key(list(TEXT), UNION, "Older spelling of domains with allow."),
  denied_domains: key(list(TEXT), UNION, "Older spelling of domains with deny."),
  review_domains: key(list(TEXT), UNION, "Hosts that the reviewer judges."),
  managed_allowed_domains_only: key(
    FLAG,
    TRUE_FIRST,
    "True ignores the user's own allowed hosts; all others are denied.",
  ),
  unix_sockets: key(map("socket paths", words(["allow", "deny"])), { kind: "domains" }, "Unix sockets."),
  allow_unix_sockets: key(list(TEXT), UNION, "Older spelling of unix_sockets with allow."),
  header_injections: {
    ...elsewhere("Codex's header injection; not applied."),
    shape: list({ kind: "anything" }),
  },
};
