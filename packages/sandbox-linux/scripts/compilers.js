// How the helper is compiled and linked: the ways to try, best first.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** One static file needs nothing of the tree it confines; where the C library has no static half, a linked one. */
const STATIC = ["-static-pie", "-fPIE", "-Wl,-z,relro,-z,now"];
const ORDINARY = [STATIC, ["-static", "-Wl,-z,relro"], ["-pie", "-fPIE", "-Wl,-z,relro,-z,now"]];

const answer = (compiler, ...args) => spawnSync(compiler, args, { encoding: "utf8" }).stdout?.trim() ?? "";

/**
 * With musl the helper starts in half the time of glibc's, which asks the processor about its caches at every start; each
 * such question is a trap where the processor is a virtual one. Debian's musl-gcc cannot link position-independent
 * programs by itself, so the start files are named. Undefined where it is not installed.
 */
function musl() {
  const machine = answer("musl-gcc", "-dumpmachine").replace(/-linux-gnu$/, "-linux-musl");
  const library = `/usr/lib/${machine}`;
  if (machine === "" || !existsSync(join(library, "rcrt1.o"))) return undefined;
  const own = (name) => answer("musl-gcc", `-print-file-name=${name}`);
  const headers = ["/usr/include", `/usr/include/${answer("musl-gcc", "-print-multiarch")}`];
  const start = [join(library, "rcrt1.o"), join(library, "crti.o"), own("crtbeginS.o")];
  const end = [own("crtendS.o"), join(library, "crtn.o")];
  return {
    compiler: "musl-gcc",
    // The kernel's headers come after musl's own.
    flags: [...headers.flatMap((folder) => ["-idirafter", folder]), "-fPIE", "-static", "-nostartfiles"],
    link: ["-Wl,-pie,--no-dynamic-linker,-z,relro,-z,now,-z,text", ...start],
    end,
  };
}

/** Every way with one compiler; `undefined` takes musl's where it is there, then the system's. */
export function waysToCompile(compiler) {
  const ordinary = (name) => ORDINARY.map((link) => ({ compiler: name, flags: [], link, end: [] }));
  if (compiler !== undefined) return ordinary(compiler);
  const best = musl();
  return [...(best === undefined ? [] : [best]), ...ordinary("cc")];
}

/** For runs under AddressSanitizer and UndefinedBehaviorSanitizer, which need a dynamic program. */
export function waysToSanitize(compiler = "cc") {
  const link = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g"];
  return [{ compiler, flags: [], link, end: [] }];
}
