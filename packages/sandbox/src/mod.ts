/**
 * Permission profiles, the plan, the backend seam and the enforcement report.
 *
 * @module
 */
export type * from "./backend.ts";
export { type BuiltinMode, builtinProfile } from "./builtin-profile.ts";
export type { ConfinedFs } from "./confined-fs.ts";
export { SandboxError, type SandboxErrorCode } from "./error.ts";
export { explainPlan, type PlanExplanation } from "./explain.ts";
export { fitCommand } from "./fit-command.ts";
export { type GitCell, type GitCellFacts, gitCell } from "./git/cell.ts";
export { gitCellPlan } from "./git/cell-plan.ts";
export { type GitCellRequest, type GitCellRun, type GitCellStep, gitCellRun } from "./git/cell-run.ts";
export { plainSteps, type ScriptStep } from "./git/cell-script.ts";
export { CELL_VERBS, type CellVerb } from "./git/cell-verbs.ts";
export { executableGitlinks, gitlinkFolders } from "./git/gitlinks.ts";
export {
  type NewSearch,
  newRepositories,
  type RepositorySearch,
  repositorySearch,
} from "./git/new-repositories.ts";
export { findGitPrograms, type GitPrograms } from "./git/programs.ts";
export { linkedFolders, type PutAside, putAsideGitlinks, putAsideRepositories } from "./git/put-aside.ts";
export { missingGuarantees, requiredGuarantees } from "./guarantees.ts";
export { completeSurroundings } from "./inspect/complete-surroundings.ts";
export type { FileLook, FileView } from "./inspect/file-view.ts";
export { type InspectOptions, inspectSurroundings } from "./inspect/inspect-surroundings.ts";
export { nodeFileView } from "./inspect/node-file-view.ts";
export { pathBytes, pathFromBytes } from "./path-bytes.ts";
export type * from "./plan.ts";
export { wantsPrivateTmp } from "./private-tmp.ts";
export type * from "./profile.ts";
export { type PublishedPort, publishedPorts } from "./published-ports.ts";
export type * from "./report.ts";
export { resolvePlan } from "./resolve.ts";
export { createSandbox, type RunWidening, type Sandbox, type SandboxOptions } from "./sandbox.ts";
export { selectBackend } from "./select-backend.ts";
export { openSessionFolder, type SessionFolder } from "./session/session-folder.ts";
export type { FoundPath, GlobFact, PathFact, Surroundings } from "./surroundings.ts";
export { AUTO_RUN_NAMES, type AutoRunName, HOME_AUTO_RUN_NAMES } from "./tables/auto-run-names.ts";
export { PROTECTED_NAMES } from "./tables/protected-names.ts";
export { unconfinedBackend } from "./unconfined-backend.ts";
export { unresolvedNames } from "./unresolved-names.ts";
