import { posix, win32 } from "node:path";

/** Where the files of one product are. All paths absolute. */
export interface Locations {
  /** Folder of the user's `config.toml`, of profiles and of `rules/`. */
  readonly home: string;
  /** Folder of Paddock's own state: remembered trust, cached bundles. */
  readonly paddockHome: string;
  /** Folder of the admin's `config.toml`, `rules/` and `managed_config.toml`. */
  readonly system: string;
  /** Requirement files of the system; under compat Codex's and Paddock's. */
  readonly requirements: readonly string[];
  /** The legacy managed file. */
  readonly managed: string;
  /** macOS: property lists of managed preferences. Only the folder that management tools write to is read. */
  readonly preferences: readonly string[];
  /** Windows: keys of the registry that hold policy. */
  readonly registryKeys: readonly string[];
  /** An exported registry file to read policy from, in place of the registry itself. */
  readonly registryExport?: string;
  /** Name of the folder inside projects. */
  readonly projectFolder: string;
  /** The person's home, for `~/`. */
  readonly userHome: string;
  /** True where the variable that names the home is set. */
  readonly homeIsExplicit: boolean;
}

/** One product's names; paths are data, so that every system's can be tested on any. */
interface Product {
  readonly homeVariable: string;
  readonly homeFolder: string;
  readonly projectFolder: string;
  readonly unix: string;
  readonly windows: readonly string[];
  /** Application id of managed preferences. */
  readonly application: string;
  readonly registry: string;
}

const PADDOCK: Product = {
  homeVariable: "PADDOCK_HOME",
  homeFolder: ".paddock",
  projectFolder: ".paddock",
  unix: "/etc/paddock",
  windows: ["Paddock"],
  application: "dev.paddock.cli",
  registry: "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Paddock",
};

const CODEX: Product = {
  homeVariable: "CODEX_HOME",
  homeFolder: ".codex",
  projectFolder: ".codex",
  unix: "/etc/codex",
  windows: ["OpenAI", "Codex"],
  application: "com.openai.codex",
  registry: "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\OpenAI\\Codex",
};

/** What locations depend on. */
export interface LocationFacts {
  /** As `process.platform` says. */
  readonly platform: string;
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home as the system gives it. */
  readonly userHome: string;
  /** Windows: the ProgramData folder as the system gives it; the variable can be forged. Default `C:\ProgramData`. */
  readonly programData?: string;
  /** Set for the locations of Codex. */
  readonly compat?: "codex";
}

/** Forced preferences of the machine and of the user; what a user sets with `defaults write` is elsewhere. */
function preferencesOf(product: Product, user: string | undefined): readonly string[] {
  const folder = "/Library/Managed Preferences";
  const named = user !== undefined && /^[A-Za-z0-9._-]+$/.test(user) && !user.startsWith(".");
  return [
    posix.join(folder, `${product.application}.plist`),
    ...(named ? [posix.join(folder, user, `${product.application}.plist`)] : []),
  ];
}

function systemOf(product: Product, facts: LocationFacts): string {
  if (facts.platform !== "win32") return product.unix;
  return win32.join(facts.programData ?? "C:\\ProgramData", ...product.windows);
}

function homeOf(product: Product, facts: LocationFacts): string {
  const path = facts.platform === "win32" ? win32 : posix;
  const named = facts.env[product.homeVariable];
  return named === undefined || named === ""
    ? path.join(facts.userHome, product.homeFolder)
    : path.resolve(named);
}

/** Paddock's folders alone, for those who ask at every start whether there is anything in them. */
export function ownFolders(facts: LocationFacts): Pick<Locations, "home" | "system" | "projectFolder"> {
  const { projectFolder } = PADDOCK;
  return { home: homeOf(PADDOCK, facts), system: systemOf(PADDOCK, facts), projectFolder };
}

/** The folders of Paddock, or of Codex under compat, on any system. */
export function locationsOf(facts: LocationFacts): Locations {
  const windows = facts.platform === "win32";
  const path = windows ? win32 : posix;
  const products = facts.compat === "codex" ? [PADDOCK, CODEX] : [PADDOCK];
  const product = facts.compat === "codex" ? CODEX : PADDOCK;
  const system = systemOf(product, facts);
  const home = homeOf(product, facts);
  const own = path.join(systemOf(PADDOCK, facts), "requirements.toml");
  const codex = path.join(systemOf(CODEX, facts), "requirements.toml");
  return {
    home,
    paddockHome: homeOf(PADDOCK, facts),
    system,
    requirements: facts.compat === "codex" ? [own, codex] : [own],
    managed: path.join(windows ? home : system, "managed_config.toml"),
    preferences:
      facts.platform === "darwin" ? products.flatMap((one) => preferencesOf(one, facts.env["USER"])) : [],
    registryKeys: windows ? products.map((one) => one.registry) : [],
    projectFolder: product.projectFolder,
    userHome: facts.userHome,
    homeIsExplicit: (facts.env[product.homeVariable] ?? "") !== "",
  };
}
