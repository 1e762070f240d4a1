/**
 * `documents`: what CreateDocument is called with before the first step.
 *
 * What stands in a document is the service's business, and looked at by its own code
 * (read-documents.ts).
 */
import { z } from "zod";
import { DOCUMENT_FORMATS } from "../../ssm/document-type.ts";
import { exactlyOne, keysOf, text, word } from "./form.ts";

/** Each may have 64 KiB, and all of them stand in the header of a trace. */
export const DOCUMENTS_MAX = 50;
const TEXT_LENGTH_MAX = 100_000;
const SOURCES = ["content", "file"];

const contentForm = z
  .union([text("a text", { min: 0, max: TEXT_LENGTH_MAX }), z.record(z.string(), z.json())], {
    error: "expected what AWS's document schema says, as an object or as one text",
  })
  .describe("the document itself, in AWS's own words: an object, or one text");

export const documentForm = z
  .strictObject({
    name: text("the name of a document", { min: 1, max: 200 }).describe("as steps name it"),
    content: contentForm.optional(),
    file: text("a path of 1..500 characters", { min: 1, max: 500 })
      .optional()
      .describe("a file with the content, from where the scenario's file is"),
    format: word(DOCUMENT_FORMATS)
      .optional()
      .describe("DocumentFormat; default JSON, of a file that ends in .yaml or .yml YAML"),
    documentType: word(["Command"], "Command: no other type is simulated").optional(),
    versionName: text("a text of 1..200 characters", { min: 1, max: 200 }).optional(),
  })
  .check(({ value, issues }) => {
    const there = keysOf(value, SOURCES);
    if (there.length === 1) return;
    const found = there.length === 0 ? "nothing" : "both";
    const message = `expected either content or file, found ${found}`;
    issues.push({ code: "custom", message, input: value });
  })
  .meta({ description: "a document (CreateDocument)", ...exactlyOne(SOURCES) });

export type DocumentForm = z.output<typeof documentForm>;
