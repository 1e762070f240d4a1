/**
 * The text of a document, as JSON or YAML, and the value that it stands for.
 *
 * Source: API reference, CreateDocument and GetDocument, DocumentFormat.
 */
import { isScalar, parseDocument, stringify, visit } from "yaml";
import type { Document, YAMLMap } from "yaml";
import type { DocumentFormat } from "../ssm/document-type.ts";
import { DOCUMENT_BYTES_MAX } from "../ssm/limit.ts";

export type ParsedText = { readonly value: unknown } | { readonly problem: string };

/**
 * The value of a text; never throws.
 *
 * Shape:  only what JSON can say: no date, no binary, no key that is no text.
 * Errors: one line that says what is wrong, and for YAML in which line.
 */
export function parseText(text: string, format: DocumentFormat): ParsedText {
  // Whoever takes the text in refuses it; nothing is gained by reading it.
  if (text.length > DOCUMENT_BYTES_MAX) return { problem: "too long to be read" };
  try {
    return format === "JSON" ? { value: JSON.parse(text) as unknown } : parseYaml(text);
  } catch (error) {
    // Expected: any client may send anything. Deep nesting ends as a RangeError.
    const { message } = error as Error;
    return { problem: `the text is not ${format}: ${firstLine(message)}` };
  }
}

/** The text of a value in a format. */
export function renderText(value: unknown, format: DocumentFormat): string {
  return format === "JSON" ? JSON.stringify(value, undefined, 2) : stringify(value);
}

/** Aliases are counted, so that a short text can't stand for a huge value. */
const ALIASES_MAX = 100;

function parseYaml(text: string): ParsedText {
  // The parser's own look for keys that come twice takes the square of their number.
  const document = parseDocument(text, { version: "1.2", schema: "core", uniqueKeys: false });
  const problem = document.errors[0]?.message ?? findWrongKey(document);
  if (problem !== undefined) return { problem: `the text is not YAML: ${firstLine(problem)}` };
  const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
  return { value: value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown) };
}

/** A key that JSON can't have, or that a map has twice; a list for a key would be read for ages. */
function findWrongKey(document: Document): string | undefined {
  let problem: string | undefined;
  visit(document, {
    Map: (_, map) => {
      problem = wrongKeyOf(map);
      return problem === undefined ? undefined : visit.BREAK;
    },
  });
  return problem;
}

function wrongKeyOf({ items }: YAMLMap): string | undefined {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) return "a key is expected to be a text";
    const name = String(key.value);
    if (seen.has(name)) return `the key ${name.slice(0, KEY_SHOWN)} stands twice in a map`;
    seen.add(name);
  }
  return undefined;
}

const KEY_SHOWN = 60;

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
