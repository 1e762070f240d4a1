/**
 * Writes the JSON Schema of scenario files to the file that is named; a step of the build.
 */
import { writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "../scenario/file/json-schema.ts";

const [, , file] = process.argv;
if (file === undefined) throw new Error("write-schema: expected the name of a file, found none");
writeFileSync(file, `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`);
