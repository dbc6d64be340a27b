import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError } from "../config-error.ts";
import { parseRegistryQuery } from "./machine.ts";
import { decodeManaged } from "./managed-values.ts";
import { readPropertyList } from "./plist.ts";
import { readRegistryExport } from "./registry.ts";

const TOML = 'allowed_sandbox_modes = ["read-only"] # é\n';
const BASE64 = Buffer.from(TOML).toString("base64");

/** Writes a binary property list of one dict, as macOS does (objects, offset table, trailer). */
function binaryPlist(values: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const objects: Buffer[] = [];
  const sized = (type: number, length: number): Buffer =>
    length < 15
      ? Buffer.from([(type << 4) | length])
      : Buffer.from([(type << 4) | 15, 0x11, length >> 8, length & 255]);
  const add = (value: string | Uint8Array): number => {
    const ascii = typeof value === "string" && /^[\u0001-\u007f]*$/.test(value);
    const bytes =
      typeof value !== "string"
        ? Buffer.from(value)
        : ascii
          ? Buffer.from(value, "ascii")
          : Buffer.from(value, "utf16le").swap16();
    const [type, length] =
      typeof value !== "string" ? [4, bytes.length] : ascii ? [5, bytes.length] : [6, bytes.length / 2];
    objects.push(Buffer.concat([sized(type, length), bytes]));
    return objects.length - 1;
  };
  const keys = Object.keys(values).map(add);
  const items = Object.values(values).map(add);
  objects.push(Buffer.concat([sized(13, keys.length), Buffer.from([...keys, ...items])]));
  const offsets: number[] = [];
  let at = 8;
  for (const object of objects) {
    offsets.push(at);
    at += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 2;
  trailer[7] = 1;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(objects.length - 1), 16);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  const table = Buffer.concat(offsets.map((offset) => Buffer.from([offset >> 8, offset & 255])));
  return Buffer.concat([Buffer.from("bplist00"), ...objects, table, trailer]);
}

const XML = (body: string): Uint8Array =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict>${body}</dict></plist>\n`,
  );

describe("property lists", () => {
  for (const [name, bytes] of [
    [
      "XML",
      XML(
        `<key>other</key><array><dict><key>requirements_toml_base64</key><string>no</string></dict></array><!-- <key>x</key> --><key>flag</key><true/><key>requirements_toml_base64</key>\n<string>\n${BASE64}\n</string>`,
      ),
    ],
    ["XML with data", XML(`<key>requirements_toml_base64</key><data>${BASE64}</data>`)],
    ["binary", binaryPlist({ other: "x", requirements_toml_base64: BASE64 })],
    ["binary with data", binaryPlist({ requirements_toml_base64: Buffer.from(TOML) })],
  ] as const) {
    it(`gives the policy of a ${name} file`, () => {
      const value = readPropertyList(bytes, "/x.plist").get("requirements_toml_base64");
      assert.equal(decodeManaged(value, "preferences", "/x.plist", "requirements_toml_base64"), TOML);
    });
  }

  it("reads entities and text that is not ASCII", () => {
    assert.equal(
      readPropertyList(XML("<key>a</key><string>&lt;&#233;&#x1F600;&amp;</string>"), "x").get("a"),
      "<é😀&",
    );
    assert.equal(readPropertyList(binaryPlist({ a: "é😀" }), "x").get("a"), "é😀");
  });

  it("refuses every truncation and every changed byte without crashing", () => {
    const whole = binaryPlist({ other: "x", requirements_toml_base64: BASE64 });
    const quiet = (bytes: Uint8Array): void => {
      try {
        readPropertyList(bytes, "/x.plist");
      } catch (error) {
        assert.ok(error instanceof ConfigError);
      }
    };
    for (let i = 0; i < whole.length; i++) {
      quiet(whole.subarray(0, i));
      for (const byte of [0x00, 0xff, 0x7f]) {
        const changed = Uint8Array.from(whole);
        changed[i] = byte;
        quiet(changed);
      }
    }
    for (const text of ["", "bplist00", "<plist>", "<dict><key>a", "junk"])
      assert.throws(() => readPropertyList(Buffer.from(text), "x"), { code: "unreadable_file" });
  });
});

describe("managed values", () => {
  it("count as not set when they are blank, and are errors when they are damaged", () => {
    assert.equal(decodeManaged(" \n", "l", "f", "k"), undefined);
    assert.equal(decodeManaged(undefined, "l", "f", "k"), undefined);
    assert.throws(() => decodeManaged("not base64!", "l", "f", "k"), { code: "unreadable_file" });
    assert.throws(() => decodeManaged(Buffer.from([0xff, 0xfe]).toString("base64"), "l", "f", "k"), {
      code: "unreadable_file",
    });
  });
});

describe("the registry", () => {
  const KEY = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Paddock";
  const hex = [...Buffer.from(`${BASE64}\0`, "utf16le")].map((byte) => byte.toString(16).padStart(2, "0"));
  const wrapped = `hex(1):${hex.slice(0, 20).join(",")},\\\r\n  ${hex.slice(20).join(",")}`;
  for (const [name, value] of [
    ["a string", `"${BASE64}"`],
    ["bytes over two lines", wrapped],
  ] as const) {
    it(`gives the policy of an export that holds ${name}`, () => {
      const text = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Other]\r\n"requirements_toml_base64"="bm8="\r\n\r\n[${KEY.toLowerCase()}]\r\n"dword"=dword:00000001\r\n"Requirements_TOML_Base64"=${value}\r\n`;
      for (const bytes of [
        Buffer.from(text),
        Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]),
      ]) {
        const found = readRegistryExport(bytes, KEY, "x.reg").get("requirements_toml_base64");
        assert.equal(decodeManaged(found, "registry", "x.reg", "requirements_toml_base64"), TOML);
      }
    });
  }

  it("ignores keys that an export deletes", () => {
    assert.equal(readRegistryExport(Buffer.from(`[-${KEY}]\r\n"a"="b"\r\n`), KEY, "x.reg").size, 0);
  });

  it("gives what a query prints", () => {
    const printed = `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Paddock\r\n    requirements_toml_base64    REG_SZ    ${BASE64}\r\n    n    REG_DWORD    0x1\r\n\r\n`;
    assert.deepEqual([...parseRegistryQuery(printed)], [["requirements_toml_base64", BASE64]]);
  });
});
