/**
 * Programs that start a command named in their arguments, in an environment, a container or on another machine: behind
 * which subcommands it may stand, or `any` where it stands behind the options.
 */
export const RUNNERS: Readonly<Record<string, readonly string[] | "any">> = {
  ssh: "any",
  mosh: "any",
  npx: "any",
  bunx: "any",
  pnpx: "any",
  uvx: "any",
  pipx: ["run"],
  npm: ["exec", "x"],
  pnpm: ["exec", "dlx"],
  yarn: ["exec", "dlx"],
  uv: ["run"],
  poetry: ["run"],
  pipenv: ["run"],
  pdm: ["run"],
  hatch: ["run"],
  rye: ["run"],
  pixi: ["run"],
  conda: ["run"],
  mamba: ["run"],
  bundle: ["exec"],
  docker: ["exec", "run"],
  podman: ["exec", "run"],
  nerdctl: ["exec", "run"],
  kubectl: ["exec", "run"],
  nix: ["run", "shell", "develop"],
  devbox: ["run"],
};
