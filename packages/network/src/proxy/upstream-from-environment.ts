import { compilePattern } from "../pattern.ts";

/** Where the variables of this process say that an HTTP proxy is. */
const NAMES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

function patternOf(entry: string): string | undefined {
  const name = entry.trim().replace(/^\*?\./, "");
  const isName = name !== "" && !/[/:*]/.test(name);
  if (!isName) return undefined;
  const pattern = /^[\d.]+$/.test(name) ? name : `**.${name}`;
  try {
    compilePattern(pattern);
    return pattern;
  } catch {
    return undefined;
  }
}

/**
 * The corporate proxy that this process itself would use, as the variables of its environment say; undefined when there is
 * none, when it is no HTTP proxy, or when NO_PROXY is `*`. Entries of NO_PROXY cover the name and everything below it; networks
 * in it are left out, so that what they mean goes by the proxy.
 */
export function upstreamFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): { readonly url: string; readonly except: readonly string[] } | undefined {
  const given = NAMES.map((name) => env[name]).find((value) => value !== undefined && value !== "");
  const url = given === undefined || given.includes("://") ? given : `http://${given}`;
  const direct = (env["NO_PROXY"] ?? env["no_proxy"] ?? "").split(",");
  if (url === undefined || !url.startsWith("http://") || !URL.canParse(url)) return undefined;
  if (direct.some((entry) => entry.trim() === "*")) return undefined;
  return { url, except: direct.flatMap((entry) => patternOf(entry) ?? []) };
}
