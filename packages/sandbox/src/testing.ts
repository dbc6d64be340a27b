/**
 * Fakes for tests of hosts: a backend without an operating system and a file system in memory.
 *
 * @module
 */
export {
  type MemoryBackend,
  type MemoryBackendOptions,
  memoryBackend,
  type ScriptedRun,
} from "./testing/memory-backend.ts";
export { type MemoryTree, memoryView } from "./testing/memory-view.ts";
export { type MemoryMachine, memoryPlan, memorySurroundings } from "./testing/resolve-in-memory.ts";
