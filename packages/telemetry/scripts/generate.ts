// Writes what is generated: types, JSON Schema and reference page from the event catalogue, Sigma documents from the rules.
import { mkdirSync, writeFileSync } from "node:fs";
import { EVENTS } from "../src/catalogue/events.ts";
import { generateDocs, generateSchema, generateTypes } from "../src/catalogue/generate.ts";
import { generateSigma } from "../src/siem/generate-sigma.ts";
import { SIGMA_RULES } from "../src/siem/sigma-rules.ts";

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
writeFileSync(at("src/generated/event-attributes.ts"), generateTypes(EVENTS));
writeFileSync(at("src/generated/events.schema.json"), generateSchema(EVENTS));
writeFileSync(at("EVENTS.md"), generateDocs(EVENTS));
mkdirSync(at("sigma"), { recursive: true });
for (const rule of SIGMA_RULES) writeFileSync(at(`sigma/${rule.name}.yml`), generateSigma(rule));
