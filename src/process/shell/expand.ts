/**
 * Expands words: variables, `$?` and its kin, arithmetic; splits what is not quoted on blanks.
 *
 * Patterns that come out of a variable stay as they are: there are no files in a simulated node.
 */
import type { Word, WordPart } from "../syntax/syntax-tree.ts";
import { evaluateArithmetic } from "./arithmetic.ts";
import type { Shell } from "./shell.ts";

/** An expansion that ends the shell with status 2. */
export interface ExpansionFailure {
  readonly type: "failure";
  readonly message: string;
}

/** Expands words into fields: none, one or several a word. */
export function expandFields(
  shell: Shell,
  words: readonly Word[],
  wordBytesMax: number,
): readonly string[] | ExpansionFailure {
  const fields: string[] = [];
  for (const word of words) {
    const failure = expandWord(shell, word, fields);
    if (failure !== undefined) return failure;
  }
  return fields.some((field) => field.length > wordBytesMax) ? tooLong(wordBytesMax) : fields;
}

/** Expands a word into one text, without splitting: the value of an assignment. */
export function expandText(
  shell: Shell,
  word: Word,
  wordBytesMax: number,
): string | ExpansionFailure {
  let text = "";
  for (const part of word) {
    const value = expandPart(shell, part);
    if (typeof value !== "string") return value;
    text += value;
  }
  return text.length > wordBytesMax ? tooLong(wordBytesMax) : text;
}

function expandWord(shell: Shell, word: Word, fields: string[]): ExpansionFailure | undefined {
  // undefined: no field has been begun, so that an unquoted empty variable leaves none behind.
  let field: string | undefined;
  for (const part of word) {
    const value = expandPart(shell, part);
    if (typeof value !== "string") return value;
    if (part.quoted || part.type === "text") {
      field = (field ?? "") + value;
      continue;
    }
    const pieces = value.split(/[ \t\n]+/);
    pieces.forEach((piece, index) => {
      if (index > 0 && field !== undefined) {
        fields.push(field);
        field = undefined;
      }
      if (piece !== "") field = (field ?? "") + piece;
    });
  }
  if (field !== undefined) fields.push(field);
  return undefined;
}

function expandPart(shell: Shell, part: WordPart): string | ExpansionFailure {
  if (part.type === "text") return part.text;
  if (part.type === "variable") return lookup(shell, part.name);
  let expression = "";
  for (const inner of part.parts) {
    const value = expandPart(shell, inner);
    if (typeof value !== "string") return value;
    expression += value;
  }
  return evaluateArithmetic(expression, (name) => shell.variables.get(name));
}

function lookup(shell: Shell, name: string): string {
  switch (name) {
    case "?":
      return String(shell.status);
    case "$":
      return String(shell.mainPid);
    case "!":
      return shell.lastJob === 0 ? "" : String(shell.lastJob);
    case "0":
      return shell.name;
    default:
      return shell.variables.get(name);
  }
}

function tooLong(wordBytesMax: number): ExpansionFailure {
  return { type: "failure", message: `a word of more than ${wordBytesMax} bytes` };
}
