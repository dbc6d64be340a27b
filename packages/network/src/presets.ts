/** Whether what a command sends to a host can stay there, for others to fetch. */
export type Uploads =
  /** It only serves. */
  | "none"
  /** Who has an account there can publish; a command that finds a token can send anything out. */
  | "with-account";

/** One host of a preset. */
export interface PresetHost {
  /** As in the domain table. */
  readonly pattern: string;
  /** What it is needed for. */
  readonly purpose: string;
  /** Whether what is sent there can stay there. */
  readonly uploads: Uploads;
  /** Ports beside 443, e.g. 22 for git over ssh. */
  readonly ports?: readonly number[];
}

/** Hosts that belong together, under one name. */
export interface Preset {
  /** As written in `presets`. */
  readonly name: string;
  /** Grows with each change of the hosts; `name@version` in a configuration refuses every other one. */
  readonly version: number;
  /** What its hosts are. */
  readonly kind: "registry" | "source" | "documentation";
  /** One line for people. */
  readonly summary: string;
  /** In no particular order. */
  readonly hosts: readonly PresetHost[];
}

type Row = readonly [pattern: string, purpose: string, uploads?: Uploads, ports?: readonly number[]];

function preset(
  kind: Preset["kind"],
  name: string,
  version: number,
  summary: string,
  rows: readonly Row[],
): Preset {
  const hosts = rows.map(
    ([pattern, purpose, uploads = "none", ports]): PresetHost => ({
      pattern,
      purpose,
      uploads,
      ...(ports ? { ports } : {}),
    }),
  );
  return { name, version, kind, summary, hosts };
}

/** Every preset, in the order in which it is listed. */
export const PRESETS: readonly Preset[] = [
  preset("registry", "npm", 1, "JavaScript packages: npm, pnpm, Yarn", [
    ["*.npmjs.org", "packages and their metadata", "with-account"],
    ["*.yarnpkg.com", "Yarn's name for the same registry, and its own releases", "with-account"],
  ]),
  preset("registry", "jsr", 1, "JavaScript packages of Deno", [
    ["jsr.io", "packages and their metadata", "with-account"],
    ["npm.jsr.io", "the same for npm clients"],
    ["api.jsr.io", "metadata, and publishing", "with-account"],
    ["deno.land", "modules by URL"],
    ["dl.deno.land", "releases of Deno"],
  ]),
  preset("registry", "pypi", 1, "Python packages: pip, uv, Poetry", [
    ["pypi.org", "the index"],
    ["files.pythonhosted.org", "the packages"],
  ]),
  preset("registry", "conda", 1, "Conda packages", [
    ["conda.anaconda.org", "the channels"],
    ["repo.anaconda.com", "the default channels"],
  ]),
  preset("registry", "crates", 1, "Rust crates and toolchains", [
    ["index.crates.io", "the index"],
    ["static.crates.io", "the crates"],
    ["crates.io", "metadata, and publishing", "with-account"],
    ["static.rust-lang.org", "toolchains"],
  ]),
  preset("registry", "go", 1, "Go modules", [
    ["proxy.golang.org", "the modules"],
    ["sum.golang.org", "their checksums"],
    ["storage.googleapis.com", "module archives and toolchains; anybody's buckets too", "with-account"],
    ["go.dev", "toolchains, and where modules live"],
    ["dl.google.com", "toolchains"],
  ]),
  preset("registry", "maven", 1, "Java and Kotlin packages: Maven, Gradle", [
    ["repo.maven.apache.org", "Maven Central"],
    ["repo1.maven.org", "Maven Central"],
    ["plugins.gradle.org", "Gradle plugins"],
    ["plugins-artifacts.gradle.org", "Gradle plugins"],
    ["services.gradle.org", "releases of Gradle"],
    ["downloads.gradle.org", "releases of Gradle"],
    ["maven.google.com", "Android packages"],
  ]),
  preset("registry", "rubygems", 1, "Ruby gems", [
    ["rubygems.org", "the gems, and publishing", "with-account"],
    ["index.rubygems.org", "the index"],
  ]),
  preset("registry", "nuget", 1, ".NET packages", [
    ["api.nuget.org", "the packages"],
    ["globalcdn.nuget.org", "the packages"],
    ["www.nuget.org", "metadata, and publishing", "with-account"],
  ]),
  preset("registry", "composer", 1, "PHP packages", [
    ["repo.packagist.org", "the index"],
    ["packagist.org", "metadata"],
    ["getcomposer.org", "releases of Composer"],
  ]),
  preset("registry", "hex", 1, "Elixir and Erlang packages", [
    ["repo.hex.pm", "the packages"],
    ["builds.hex.pm", "releases"],
    ["hex.pm", "metadata, and publishing", "with-account"],
  ]),
  preset("registry", "debian", 1, "Debian and Ubuntu packages", [
    ["deb.debian.org", "Debian", "none", [80]],
    ["security.debian.org", "Debian's security updates", "none", [80]],
    ["archive.ubuntu.com", "Ubuntu", "none", [80]],
    ["security.ubuntu.com", "Ubuntu's security updates", "none", [80]],
    ["ports.ubuntu.com", "Ubuntu for other processors", "none", [80]],
  ]),
  preset("registry", "alpine", 1, "Alpine packages", [
    ["dl-cdn.alpinelinux.org", "the packages", "none", [80]],
  ]),
  preset("source", "github", 1, "GitHub: clone, fetch, releases, API", [
    ["github.com", "repositories, and pushing", "with-account", [22]],
    ["api.github.com", "the API", "with-account"],
    ["ssh.github.com", "git over ssh on port 443", "with-account"],
    ["codeload.github.com", "archives"],
    ["raw.githubusercontent.com", "single files"],
    ["objects.githubusercontent.com", "release files and large files"],
    ["release-assets.githubusercontent.com", "release files"],
    ["github-cloud.githubusercontent.com", "large files"],
  ]),
  preset("source", "gitlab", 1, "GitLab.com: clone, fetch, API", [
    ["gitlab.com", "repositories, the API, and pushing", "with-account", [22]],
    ["altssh.gitlab.com", "git over ssh on port 443", "with-account"],
  ]),
  preset("source", "bitbucket", 1, "Bitbucket: clone, fetch, API", [
    ["bitbucket.org", "repositories, and pushing", "with-account", [22]],
    ["api.bitbucket.org", "the API", "with-account"],
    ["altssh.bitbucket.org", "git over ssh on port 443", "with-account"],
  ]),
  preset("source", "codeberg", 1, "Codeberg: clone, fetch, API", [
    ["codeberg.org", "repositories, the API, and pushing", "with-account", [22]],
  ]),
  preset("documentation", "docs", 1, "Documentation of languages and of the web", [
    ["developer.mozilla.org", "the web"],
    ["nodejs.org", "Node.js, and its releases"],
    ["docs.deno.com", "Deno"],
    ["www.typescriptlang.org", "TypeScript"],
    ["docs.python.org", "Python"],
    ["packaging.python.org", "Python packaging"],
    ["doc.rust-lang.org", "Rust"],
    ["docs.rs", "Rust crates"],
    ["pkg.go.dev", "Go packages"],
    ["docs.oracle.com", "Java"],
    ["learn.microsoft.com", ".NET and Windows"],
    ["en.cppreference.com", "C and C++"],
    ["man7.org", "Linux manual pages"],
    ["www.rfc-editor.org", "RFCs"],
  ]),
];
