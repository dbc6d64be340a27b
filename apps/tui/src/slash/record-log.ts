import type { TrailRecord } from "@paddock/telemetry";

/** The latest records of this session, for `/why` and `/logs`. */
export interface RecordLog {
  add(record: TrailRecord): void;
  last(count: number): readonly TrailRecord[];
  /** Records whose own id, or whose approval, decision, execution or call begins with `id`. */
  about(id: string): readonly TrailRecord[];
}

const limit = 1000;

/** Makes an empty log. A record that arrives twice is kept once. */
export function recordLog(): RecordLog {
  const records = new Map<string, TrailRecord>();
  return {
    add(record) {
      records.set(record.id, record);
      if (records.size > limit) records.delete(records.keys().next().value as string);
    },
    last: (count) => [...records.values()].slice(-count),
    about: (id) =>
      [...records.values()].filter((record) =>
        [record.id, record.ids.approval, record.ids.decision, record.ids.execution, record.ids.call].some(
          (known) => known?.startsWith(id),
        ),
      ),
  };
}
