import type { EscapeDriver } from "./driver.ts";

/** No boundary at all: the control that shows that an attack works where nothing stops it. */
export const bareDriver: EscapeDriver = {
  name: "bare",
  missing: () => undefined,
  skip: (item) => (item.control ? undefined : "unsafe to run without a sandbox"),
  prepare() {},
  commandLine: ({ command }) => command,
};
