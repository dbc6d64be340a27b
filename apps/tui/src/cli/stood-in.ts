import { dirname, isAbsolute } from "node:path";

/**
 * The folder the user stood in. npm changes to the package's folder before it runs a script and leaves the original in
 * INIT_CWD; that is believed only while we still stand where npm put us, so a stale value in a nested shell is ignored.
 */
export function stoodIn(cwd: string, env: Readonly<Record<string, string | undefined>>): string {
  const original = env["INIT_CWD"];
  const manifest = env["npm_package_json"];
  if (original === undefined || manifest === undefined || !isAbsolute(original)) return cwd;
  return dirname(manifest) === cwd ? original : cwd;
}
