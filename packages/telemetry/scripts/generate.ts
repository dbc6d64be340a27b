// Writes what is generated from the event catalogue: types, JSON Schema, reference page.
import { writeFileSync } from "node:fs";
import { EVENTS } from "../src/catalogue/events.ts";
import { generateDocs, generateSchema, generateTypes } from "../src/catalogue/generate.ts";

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
writeFileSync(at("src/generated/event-attributes.ts"), generateTypes(EVENTS));
writeFileSync(at("src/generated/events.schema.json"), generateSchema(EVENTS));
writeFileSync(at("EVENTS.md"), generateDocs(EVENTS));
