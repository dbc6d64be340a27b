import { createHash } from "node:crypto";
import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readRegular } from "../files/read-regular.ts";

/** One instruction file that was found. */
export interface InstructionFile {
  /** Absolute. */
  readonly path: string;
  /** SHA-256, hex, of what was read. */
  readonly digest: string;
  /** Whose file it is. */
  readonly scope: "home" | "project";
  /** How much of it was read. */
  readonly bytes: number;
}

/** Where to look and how much to take. */
export interface InstructionOptions {
  /** Folder of the session, absolute. */
  readonly cwd: string;
  /** Paddock's own folder, whose file comes first. */
  readonly home: string;
  /** Files of a project that is not trusted are not read. */
  readonly trusted: boolean;
  /** Names that make a folder the project's root; default `.git`. */
  readonly rootMarkers?: readonly string[];
  /** `project_doc_fallback_filenames`: further names, after `AGENTS.override.md` and `AGENTS.md`. */
  readonly fallbackNames?: readonly string[];
  /** `project_doc_max_bytes`: limit for all project files together; default 32 KiB. */
  readonly maxBytes?: number;
  /**
   * Says whether a person has accepted a file at this digest. Default: every file of a trusted project counts. A file
   * that is not accepted is named in the notices and left out.
   */
  readonly isAccepted?: (file: InstructionFile) => boolean | Promise<boolean>;
}

/** What a model should be told, and where it comes from. */
export interface Instructions {
  /** Empty when there is nothing to tell. Goes to the model as words of the project, never as an authorisation. */
  readonly text: string;
  /** The files that count, in order. */
  readonly files: readonly InstructionFile[];
  /** Files that were left out or cut, as sentences. */
  readonly notices: readonly string[];
}

const NAMES = ["AGENTS.override.md", "AGENTS.md"];
const DEFAULT_BYTES = 32 * 1024;

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Folders from the project's root down to `cwd`; `cwd` alone where no marker is found. */
async function projectFolders(cwd: string, markers: readonly string[]): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.unshift(folder);
    for (const marker of markers) if (await exists(join(folder, marker))) return folders;
    if (folder === dirname(folder)) return [cwd];
  }
}

/**
 * Finds AGENTS.md files: Paddock's own first, then one in each folder from the project's root down to `cwd`. Only
 * regular files count, no link is followed, and the sum of the project's files is capped.
 */
export async function projectInstructions(options: InstructionOptions): Promise<Instructions> {
  const { maxBytes = DEFAULT_BYTES, isAccepted = () => true } = options;
  const files: InstructionFile[] = [];
  const notices: string[] = [];
  const texts: { readonly scope: InstructionFile["scope"]; readonly text: string }[] = [];
  let left = maxBytes;

  /** Takes the first of the names that a folder has. */
  async function take(
    folder: string,
    names: readonly string[],
    scope: InstructionFile["scope"],
  ): Promise<void> {
    for (const name of names) {
      const path = join(folder, name);
      const found = await readRegular(path, scope === "home" ? maxBytes : left);
      if (found.kind === "missing") continue;
      if (found.kind === "refused") {
        notices.push(`${found.reason}; it was left out.`);
        continue;
      }
      const digest = createHash("sha256").update(found.bytes).digest("hex");
      const file: InstructionFile = { path, digest, scope, bytes: found.bytes.length };
      if (!(await isAccepted(file))) {
        notices.push(`${path} is new or has changed; it is left out until you accept it.`);
        return;
      }
      if (found.truncated)
        notices.push(`${path} was cut: instruction files may have ${maxBytes} bytes together.`);
      if (scope === "project") left -= found.bytes.length;
      const text = new TextDecoder().decode(found.bytes).trim();
      if (text === "") return;
      files.push(file);
      texts.push({ scope, text });
      return;
    }
  }

  await take(options.home, NAMES, "home");
  const cwd = await realpath(options.cwd);
  if (options.trusted) {
    const names = [...NAMES, ...(options.fallbackNames ?? [])];
    for (const folder of await projectFolders(cwd, options.rootMarkers ?? [".git"])) {
      if (left > 0) await take(folder, names, "project");
    }
  }
  if (texts.length === 0) return { text: "", files, notices };
  const own = texts.filter((part) => part.scope === "home").map((part) => part.text);
  const project = texts.filter((part) => part.scope === "project").map((part) => part.text);
  const body = [
    ...own,
    ...(project.length > 0 ? [`--- project-doc ---\n\n${project.join("\n\n")}`] : []),
  ].join("\n\n");
  const text = `# AGENTS.md instructions for ${cwd}\n\n<INSTRUCTIONS>\n${body}\n</INSTRUCTIONS>`;
  return { text, files, notices };
}
