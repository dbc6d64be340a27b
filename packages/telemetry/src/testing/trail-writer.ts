// Appends records for ever and acknowledges, on its output, each decision that `append` said is on the disk.
import { writeSync } from "node:fs";
import { openTrail } from "../trail/open-trail.ts";
import { TrailError } from "../trail-error.ts";

const [, , directory = "", session = "", limit = "Infinity", segmentBytes = "20000"] = process.argv;
try {
  const trail = await openTrail({
    directory,
    session,
    env: {},
    segmentBytes: Number(segmentBytes),
    anchorEvery: 25,
    retention: false,
  });
  writeSync(1, "ready\n");
  for (let index = 0; index < Number(limit); index += 1) {
    await trail.append({
      name: "tool.called",
      ids: { call: `c${index}` },
      attributes: { command: `echo ${index}` },
    });
    const record = await trail.append({
      name: "decision.made",
      ids: { call: `c${index}` },
      attributes: { decision: "allow", command: `echo ${index}` },
    });
    writeSync(1, `${record.id}\n`);
  }
  await trail.close();
} catch (error) {
  if (!(error instanceof TrailError)) throw error;
  writeSync(2, `${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
