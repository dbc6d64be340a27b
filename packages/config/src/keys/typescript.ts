import type { Keys, Shape } from "./shape.ts";

function name(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

function typeOf(shape: Shape, indent: string): string {
  switch (shape.kind) {
    case "anything":
      return "unknown";
    case "text":
    case "path":
      return "string";
    case "flag":
      return "boolean";
    case "count":
    case "number":
      return "number";
    case "words":
      return shape.words.map((word) => JSON.stringify(word)).join(" | ");
    case "list": {
      const item = typeOf(shape.of, indent);
      return /[|&]/.test(item) && !item.startsWith("{") ? `readonly (${item})[]` : `readonly ${item}[]`;
    }
    case "map":
      return `{ readonly [name: string]: ${typeOf(shape.of, indent)} }`;
    case "table":
      return tableType(shape.keys, indent, shape.open === true);
    case "either":
      return [...new Set(shape.of.map((one) => typeOf(one, indent)))].join(" | ");
  }
}

function tableType(keys: Keys, indent: string, open: boolean): string {
  const inner = `${indent}  `;
  const lines = Object.entries(keys).map(
    ([key, one]) =>
      `${inner}/** ${one.summary} */\n${inner}readonly ${name(key)}${one.required ? "" : "?"}: ${typeOf(one.shape, inner)};\n`,
  );
  const rest = open ? `${inner}readonly [name: string]: unknown;\n` : "";
  return `{\n${lines.join("")}${rest}${indent}}`;
}

/** The TypeScript type of a table of keys, values as they are after loading: aliases replaced, paths absolute. */
export function typeScriptOf(keys: Keys, type: string, summary: string): string {
  return `/** ${summary} */\nexport type ${type} = ${tableType(keys, "", false)};\n`;
}
