import type { Effective } from "@paddock/config";

type Table = Readonly<Record<string, unknown>>;

const table = (value: unknown): Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : {};
const secretName = /auth|cookie|key|secret|token|passw/i;

/**
 * Values that the configuration itself names as secret, so that no record ever holds them: keys and tokens of model
 * providers and MCP servers, whether they stand in a file or in a variable of any name.
 */
export function configuredSecrets(
  effective: Pick<Effective, "get">,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const found: unknown[] = [];
  for (const kind of ["model_providers", "mcp_servers"]) {
    for (const entry of Object.values(table(effective.get(kind)))) {
      const {
        env_key: key,
        bearer_token_env_var: bearer,
        experimental_bearer_token: token,
        env_http_headers: fromEnv,
        http_headers: headers,
        env: variables,
      } = table(entry);
      for (const name of [key, bearer, ...Object.values(table(fromEnv))])
        if (typeof name === "string") found.push(env[name]);
      for (const [name, value] of [...Object.entries(table(headers)), ...Object.entries(table(variables))])
        if (secretName.test(name)) found.push(value, typeof value === "string" && value.split(" ").at(-1));
      found.push(token);
    }
  }
  return found.filter((value) => typeof value === "string");
}
