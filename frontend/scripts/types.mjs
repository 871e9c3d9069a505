// Makes the page's types of the API's document: python scripts/openapi.py | node scripts/types.mjs > explorer/src/api_types.ts
import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";

const document = await text(process.stdin);
const hash = createHash("sha256").update(document).digest("hex");
const types = astToString(await openapiTS(JSON.parse(document), { alphabetize: true, defaultNonNullable: false }));
const forms = types
  .slice(types.indexOf("export interface components"), types.indexOf("export type $defs"))
  .replace(/^ *\/\*\*[^]*?\*\/\n/gm, "") // titles and descriptions stand in the document itself
process.stdout.write(`// Made by "npm run types" of the API's document, sha256 ${hash}. Do not edit.\n${forms}`);
