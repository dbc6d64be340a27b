/** The first line of the guide: it is not a language model, and says so. */
export const GUIDE_GREETING =
  "I am the offline guide, not a language model: I follow a few plain requests through the real guard.";

/** What the guide understands. */
export const GUIDE_HELP: string = [
  "You can say:",
  "  run CMD            run a command inside the boundary",
  "  read FILE          show a file",
  "  write FILE: text   write a file",
  "  list [DIR]         list a folder",
  "  search TEXT        search the files here",
  "  fetch URL          try to reach an address",
  "  tour               see the boundary at work in a scratch workspace",
  "  help               this list",
  "Several lines are several requests. For a language model, set model_provider in config.toml.",
].join("\n");
