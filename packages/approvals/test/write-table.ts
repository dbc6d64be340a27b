import { writeFileSync } from "node:fs";
import { documentTable } from "../src/document.ts";

writeFileSync(new URL("../TABLE.md", import.meta.url), documentTable());
