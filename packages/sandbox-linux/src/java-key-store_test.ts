import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { rootCertificates } from "node:tls";
import { javaKeyStore } from "./java-key-store.ts";

const pem = rootCertificates.slice(0, 3);

test("the store holds each certificate, and its digest", () => {
  const store = Buffer.from(javaKeyStore(pem.join("\n")));
  assert.equal(store.readUInt32BE(0), 0xfeedfeed);
  assert.equal(store.readUInt32BE(8), 3);
  for (const text of pem) {
    const der = Buffer.from(text.replace(/-----[^-]+-----/g, ""), "base64");
    assert.ok(store.includes(der));
  }
  assert.notDeepEqual(store.subarray(-20), Buffer.from(javaKeyStore(pem[0] ?? "")).subarray(-20));
});

test("Java's own tool reads it and checks its digest", {
  skip: spawnSync("keytool", ["-help"]).error === undefined ? false : "keytool is not installed",
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "paddock-jks-"));
  try {
    const file = join(folder, "cacerts");
    const list = (password: string) =>
      spawnSync("keytool", ["-list", "-keystore", file, "-storepass", password], { encoding: "utf8" });
    writeFileSync(file, javaKeyStore(pem.join("\n")));
    assert.match(list("changeit").stdout, /contains 3 entries[\s\S]*trustedCertEntry/);
    assert.match(list("wrong-one").stdout, /password was incorrect|tampered/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
