import * as nodeModule from "node:module";

// Tests run with the condition `source`; some packages below node_modules publish TypeScript under that name, which
// Node does not strip there. Their own imports are resolved without it. Deno knows neither the hook nor the condition.
if (typeof nodeModule.registerHooks === "function" && !("Deno" in globalThis)) {
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const foreign = context.parentURL?.includes("/node_modules/") === true;
      const conditions = context.conditions.filter((condition) => condition !== "source");
      return next(specifier, foreign ? { ...context, conditions } : context);
    },
  });
}
