import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sshConfig } from "./ssh-config.ts";

const folder = mkdtempSync(join(tmpdir(), "ssh-config-"));
const at = join(folder, "ssh_config");
mkdirSync(join(folder, "ssh_config.d"));
after(() => rmSync(folder, { recursive: true }));

const lines = (text: string | undefined): readonly string[] => text?.split("\n") ?? [];

test("connections go through the connector, those to the command's own loopback do not", () => {
  writeFileSync(at, "Host *\n  SendEnv LANG\n");
  const config = lines(sshConfig(at, "/opt/paddock helper", 3128));
  assert.deepEqual(config.slice(0, 4), [
    "Host localhost 127.0.0.1 ::1",
    "ProxyCommand none",
    "Host *",
    'ProxyCommand "/opt/paddock helper" --connect 3128 %h %p',
  ]);
  assert.ok(config.includes("  SendEnv LANG"));
});

test("includes stand in their places, and what follows them belongs to the block they stand in", () => {
  writeFileSync(join(folder, "ssh_config.d", "20-b.conf"), "Host b\nPort 2\n");
  writeFileSync(join(folder, "ssh_config.d", "10-a.conf"), "Compression yes\n");
  writeFileSync(join(folder, "ssh_config.d", "x.txt"), "Port 9\n");
  writeFileSync(
    at,
    "Include ssh_config.d/*.conf missing.conf\nPort 1\nHost c\nInclude ssh_config.d/10-a.conf\nPort 3\n",
  );
  const config = lines(sshConfig(at, "/h", 1));
  assert.deepEqual(
    config.slice(6).filter((line) => line !== ""),
    [
      "Compression yes",
      "Host b",
      "Port 2",
      "Match all",
      "Port 1",
      "Host c",
      "Compression yes",
      "Host c",
      "Port 3",
    ],
  );
});

test("a file that includes itself ends", () => {
  writeFileSync(at, "Port 1\nInclude ssh_config\n");
  assert.equal(lines(sshConfig(at, "/h", 1)).filter((line) => line === "Port 1").length, 9);
});

test("a path that a shell would read otherwise is not put into a command", () => {
  for (const path of ["/a$b", "/a`b", '/a"b', "/a%hb", "/a\nb"])
    assert.equal(sshConfig(at, path, 1), undefined);
});
