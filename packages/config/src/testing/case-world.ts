import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Locations } from "../locations.ts";
import type { CaseCloud, CaseFile, CaseFiles, CaseFragment } from "./config-case.ts";

const SERVER = "https://policy.test";
const SERVER_FILE = `[config_server]\nbase_url = "${SERVER}"\nallow_unsigned = true\n`;

/** The folders and files of one case, in a folder of their own. */
export class CaseWorld {
  readonly root: string = realpathSync(mkdtempSync(join(tmpdir(), "paddock-config-case-")));
  readonly hostname = "build-07.example.test";
  readonly home: string = join(this.root, "home");
  readonly codexHome: string;
  readonly #folder: string;
  readonly project: string = join(this.root, "project");
  readonly system: string = join(this.root, "etc");
  #cloud: CaseCloud | undefined;

  constructor(git: boolean, folder: ".codex" | ".paddock") {
    this.#folder = folder;
    this.codexHome = join(this.root, "home", folder);
    mkdirSync(this.codexHome, { recursive: true });
    mkdirSync(this.project);
    mkdirSync(this.system, { mode: 0o755 });
    if (git) mkdirSync(join(this.project, ".git"));
  }

  /** Replaces the names of places in a text. */
  fill(text: string): string {
    return text
      .replaceAll("$PROJECT", this.project)
      .replaceAll("$CODEX_HOME", this.codexHome)
      .replaceAll("$HOME", this.home)
      .replaceAll("$SYSTEM", this.system)
      .replaceAll("$PARENT", this.root)
      .replaceAll("$HOSTNAME", this.hostname);
  }

  /** The same for every text inside a value. */
  fillAll(value: unknown): unknown {
    if (typeof value === "string") return this.fill(value);
    if (Array.isArray(value)) return value.map((item) => this.fillAll(item));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.fill(key), this.fillAll(inner)]),
    );
  }

  write(files: CaseFiles, profile: string | undefined): void {
    const put = (path: string, file: CaseFile | undefined): void => {
      if (file !== undefined) this.#put(path, file);
    };
    put(join(this.system, "requirements.toml"), files.requirements);
    put(join(this.system, "config.toml"), files.system);
    put(join(this.system, "managed_config.toml"), files.managed);
    put(join(this.codexHome, "config.toml"), files.user);
    const profiles =
      typeof files.profile === "string" ? { [profile ?? "profile"]: files.profile } : (files.profile ?? {});
    for (const [name, file] of Object.entries(profiles))
      put(join(this.codexHome, `${name}.config.toml`), file);
    const project = typeof files.project === "string" ? { "": files.project } : (files.project ?? {});
    for (const [folder, file] of Object.entries(project))
      put(join(this.project, folder, this.#folder, "config.toml"), file);
    for (const [path, file] of Object.entries(files.others ?? {})) put(join(this.project, path), file);
    if (files.cloud !== undefined) {
      this.#cloud = files.cloud;
      this.#put(join(this.system, "server.toml"), SERVER_FILE);
    }
  }

  get locations(): Partial<Locations> {
    return {
      system: this.system,
      managed: join(this.system, "managed_config.toml"),
      requirements: [join(this.system, "server.toml"), join(this.system, "requirements.toml")],
      paddockHome: join(this.home, ".paddock"),
      preferences: [],
      registryKeys: [],
    };
  }

  /** Answers for the policy server of the case; any other address is unreachable. */
  readonly fetch: typeof fetch = async (input) => {
    const cloud = this.#cloud;
    if (!cloud || !String(input).startsWith(`${SERVER}/`))
      throw new TypeError("fetch failed: nothing listens there");
    if (typeof cloud["body"] === "string") {
      return new Response(cloud["body"], {
        status: typeof cloud["status"] === "number" ? cloud["status"] : 200,
      });
    }
    const { config, requirements, ...rest } = cloud as {
      readonly config?: readonly CaseFragment[];
      readonly requirements?: readonly CaseFragment[];
    };
    const bucket = (fragments: readonly CaseFragment[]): unknown => ({
      enterprise_managed: fragments.map((one, i) =>
        typeof one === "string"
          ? { id: `f${i + 1}`, name: `fragment ${i + 1}`, contents: this.fill(one) }
          : { id: `f${i + 1}`, ...one, contents: this.fill(one.contents) },
      ),
    });
    return Response.json({
      ...rest,
      config_toml: bucket(config ?? []),
      requirements_toml: bucket(requirements ?? []),
    });
  };

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #put(path: string, file: CaseFile): void {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    if (typeof file === "string") writeFileSync(path, this.fill(file), { mode: 0o644 });
    else if ("kind" in file) {
      if (file.kind === "folder") mkdirSync(path);
      else symlinkSync(join(this.root, "nowhere"), path);
    } else {
      writeFileSync(
        path,
        file.base64 === undefined ? this.fill(file.text ?? "") : Buffer.from(file.base64, "base64"),
      );
      chmodSync(path, Number.parseInt(file.mode ?? "644", 8));
    }
  }
}
