import assert from "node:assert/strict";
import { test } from "node:test";
import { connectTo, okOrigin, openPolicy, plainGet, startTestEgress, talk } from "./testdata/proxy-client.ts";

test("a command that was started before the policy had to look into TLS is told to start anew", async () => {
  const origin = await okOrigin();
  const told = new Set<string | undefined>();
  const { egress, port, decisions } = await startTestEgress({
    policy: openPolicy,
    openTunnels: (command) => told.has(command),
  });
  const tunnel = connectTo("a.test", origin.port);
  assert.match(await talk(port, tunnel, /\r\n\r\n/), /^HTTP\/1\.1 200 /);
  egress.update({ ...openPolicy, mode: "limited" });
  assert.match(await talk(port, tunnel), /MITM required for limited HTTPS\.$/);
  assert.equal(decisions.at(-1)?.reason, "mitm_required");
  assert.match(decisions.at(-1)?.text ?? "", /start it anew$/);
  assert.match(
    await talk(port, plainGet("a.test", origin.port)),
    /^HTTP\/1\.1 200 /,
    "what needs no certificate passes",
  );
  told.add("cmd-1");
  assert.match(await talk(port, tunnel, /\r\n\r\n/), /^HTTP\/1\.1 200 /);
  await egress.close();
  origin.close();
});
