/**
 * Fakes for tests of agents and user interfaces. Nothing here confines anything.
 *
 * @module
 */
export { type ScriptedGuard, type ScriptedOutcome, scriptedGuard } from "./scripted-guard.ts";
export { type ScriptedProvider, scriptedProvider } from "./scripted-provider.ts";
