import type { TrailRecord } from "../record.ts";

/** One connection that was judged. */
export type StoryConnection = TrailRecord;

/** One program that ran. */
export interface StoryExecution {
  /** Id of the execution. */
  readonly id: string;
  /** The `execution.started` record. */
  readonly started?: TrailRecord;
  /** The `execution.ended` record; absent when it never ended. */
  readonly ended?: TrailRecord;
  /** What the sandbox refused. */
  readonly denials: readonly TrailRecord[];
  /** Connections that were judged for it. */
  readonly connections: readonly StoryConnection[];
}

/** One thing the agent did or wanted to do. */
export interface StoryCall {
  /** The call's id, or that of its decision where nothing called it by name. */
  readonly id: string;
  /** The `tool.called` record. */
  readonly called?: TrailRecord;
  /** Questions that were asked about it. */
  readonly questions: readonly TrailRecord[];
  /** The automatic reviewer's assessments. */
  readonly reviews: readonly TrailRecord[];
  /** Answers to the questions. */
  readonly answers: readonly TrailRecord[];
  /** What was decided; one for each judged action. */
  readonly decisions: readonly TrailRecord[];
  /** Programs that ran. */
  readonly executions: readonly StoryExecution[];
  /** The `tool.completed` record. */
  readonly result?: TrailRecord;
  /** Everything else of the call: files, grants, rules, credentials. */
  readonly others: readonly TrailRecord[];
}

/** One request and what came of it. */
export interface StoryTurn {
  /** Id of the turn; empty for calls outside of one. */
  readonly id: string;
  /** The `prompt.received` record. */
  readonly prompt?: TrailRecord;
  /** The `turn.completed` record. */
  readonly ended?: TrailRecord;
  /** Requests to and responses of the model, and calls, in order. */
  readonly steps: readonly (
    | { readonly kind: "model"; readonly record: TrailRecord }
    | { readonly kind: "call"; readonly call: StoryCall }
  )[];
}

/** One conversation. */
export interface Story {
  /** Id of the session. */
  readonly session: string;
  /** The `session.started` record. */
  readonly started?: TrailRecord;
  /** The `session.ended` record; absent after a crash. */
  readonly ended?: TrailRecord;
  /** Notices, recoveries and whatever else belongs to no turn. */
  readonly notes: readonly TrailRecord[];
  /** Turns in order. */
  readonly turns: readonly StoryTurn[];
}

type Mutable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};

interface Draft {
  readonly turn: Mutable<StoryTurn>;
  readonly calls: Map<string, Mutable<StoryCall>>;
  readonly executions: Map<string, Mutable<StoryExecution>>;
}

/** Puts the records of one session together to the story they tell. Records of other sessions must not be among them. */
export function tellStory(records: readonly TrailRecord[]): Story {
  const story: Mutable<Story> = { session: records[0]?.ids.session ?? "", notes: [], turns: [] };
  const drafts = new Map<string, Draft>();
  // An execution that carries no call is found again by its decision.
  const callOfDecision = new Map<string, string>();
  for (const record of records) {
    const { ids, name } = record;
    if (name === "session.started") {
      story.started ??= record;
      continue;
    }
    if (name === "session.ended") {
      story.ended = record;
      continue;
    }
    const callId =
      ids.call ??
      (ids.decision === undefined ? undefined : (callOfDecision.get(ids.decision) ?? ids.decision));
    if (ids.call !== undefined && ids.decision !== undefined) callOfDecision.set(ids.decision, ids.call);
    if (ids.turn === undefined && callId === undefined) {
      story.notes.push(record);
      continue;
    }
    const draft = draftOf(drafts, story, ids.turn ?? "");
    if (callId === undefined) noteTurn(draft, record);
    else noteCall(draft, callId, record);
  }
  return story;
}

function draftOf(drafts: Map<string, Draft>, story: Mutable<Story>, id: string): Draft {
  let draft = drafts.get(id);
  if (draft === undefined) {
    draft = { turn: { id, steps: [] }, calls: new Map(), executions: new Map() };
    drafts.set(id, draft);
    story.turns.push(draft.turn);
  }
  return draft;
}

function noteTurn(draft: Draft, record: TrailRecord): void {
  if (record.name === "prompt.received") draft.turn.prompt ??= record;
  else if (record.name === "turn.completed") draft.turn.ended = record;
  else if (record.name !== "turn.started") draft.turn.steps.push({ kind: "model", record });
}

function noteCall(draft: Draft, id: string, record: TrailRecord): void {
  let call = draft.calls.get(id);
  if (call === undefined) {
    call = { id, questions: [], reviews: [], answers: [], decisions: [], executions: [], others: [] };
    draft.calls.set(id, call);
    draft.turn.steps.push({ kind: "call", call });
  }
  const { name, ids } = record;
  if (name === "tool.called") call.called ??= record;
  else if (name === "approval.requested") call.questions.push(record);
  else if (name === "reviewer.assessed") call.reviews.push(record);
  else if (name === "approval.answered") call.answers.push(record);
  else if (name === "decision.made") call.decisions.push(record);
  else if (name === "tool.completed") call.result = record;
  else if (ids.execution === undefined) call.others.push(record);
  else noteExecution(draft, call, ids.execution, record);
}

function noteExecution(draft: Draft, call: Mutable<StoryCall>, id: string, record: TrailRecord): void {
  let execution = draft.executions.get(id);
  if (execution === undefined) {
    execution = { id, denials: [], connections: [] };
    draft.executions.set(id, execution);
    call.executions.push(execution);
  }
  if (record.name === "execution.started") execution.started ??= record;
  else if (record.name === "execution.ended") execution.ended = record;
  else if (record.name === "sandbox.denied") execution.denials.push(record);
  else if (record.name.startsWith("network.")) execution.connections.push(record);
  else call.others.push(record);
}
