/**
 * Fakes for tests of agents and user interfaces: a guard and a provider that follow a script, and a model server on
 * loopback that speaks the real wire formats. Nothing here confines anything.
 *
 * @module
 */
export type { ModelReply, ReplyCall } from "./model-reply.ts";
export { type ModelRequest, type ModelServer, startModelServer } from "./model-server.ts";
export { type ScriptedGuard, type ScriptedOutcome, scriptedGuard } from "./scripted-guard.ts";
export { type ScriptedProvider, scriptedProvider } from "./scripted-provider.ts";
export { twoStepTask } from "./two-step-task.ts";
