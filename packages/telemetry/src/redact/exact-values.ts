const secretName =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|COOKIE|_PAT$|_PWD$|_DSN$|DATABASE_URL|CONNECTION_STRING|_KEY$|^KEY$|_AUTH$|AUTH_TOKEN)/i;
const notSecretName = /(?:SOCK|_FILE|_PATH|_DIR|_HOME|_URL_BASE|PUBLIC|KEYBOARD|KEYMAP|ASKPASS|_NAME|_ID)$/i;

/** Shorter values would be found in innocent text all the time. */
const shortest = 6;

/** Picks the values of an environment that stand under secret-looking names and are long enough to look for. */
export function secretsOfEnvironment(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !secretName.test(name) || notSecretName.test(name)) continue;
    if (value.length < 8 || /^(?:\/|\.{1,2}\/|true$|false$|[0-9]{1,9}$|[a-z]+$)/i.test(value)) continue;
    found.push(value);
  }
  return found;
}

/** Writings of a value that mean the same: as it is, in JSON, in a URL, in base64 both ways, in hex. */
function writings(value: string): readonly string[] {
  const bytes = Buffer.from(value, "utf8");
  const base64 = bytes.toString("base64").replace(/=+$/, "");
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    base64,
    base64.replaceAll("+", "-").replaceAll("/", "_"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
  ];
}

/** Known values to look for, each with the value that its fingerprint is taken from. Longest first. */
export function exactValues(values: Iterable<string>): readonly (readonly [needle: string, value: string])[] {
  const needles = new Map<string, string>();
  for (const value of values) {
    if (value.length < shortest) continue;
    for (const writing of writings(value)) if (!needles.has(writing)) needles.set(writing, value);
  }
  return [...needles].sort(([a], [b]) => b.length - a.length);
}
