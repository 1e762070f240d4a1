/**
 * What zod says of a value, in our words.
 *
 * Every message of a schema has the form `expected X` or `expected X, found Y`; where a schema has
 * none of its own, `houseWords` gives it one. Of a union the branch counts whose kind of value was
 * found: what is wrong inside of it is said, and not that no branch fits.
 */
import type { z } from "zod";
import { pathText, valueAt } from "./path.ts";
import type { Path } from "./path.ts";
import type { Mistake } from "./problem.ts";
import { NOTHING, shown } from "./shown.ts";

type Issue = z.core.$ZodIssue;

/** The message of an issue whose schema has none; for zod's `error` option. */
export function houseWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${listed(issue.values.map(String))}`;
    case "unrecognized_keys":
      return `expected ${wordsOf(issue).join(", ")}`;
    case "too_small":
      return `expected ${sizeWords(issue, "at least", issue.minimum)}`;
    case "too_big":
      return `expected ${sizeWords(issue, "at most", issue.maximum)}`;
    case "invalid_format":
      return `expected a text of the form ${issue.pattern ?? issue.format}`;
    default:
      return "expected another value";
  }
}

/**
 * Everything that is wrong with a value.
 *
 * Where an object has a word too many, what it lacks is not said as well: mostly it is that word.
 */
export function mistakesOf(error: z.ZodError, value: unknown): readonly Mistake[] {
  const mistakes = error.issues.flatMap((issue) => ofIssue(issue, [], value));
  const misspelt = new Set(
    mistakes.filter(({ isKey }) => isKey).map(({ path }) => pathText(path.slice(0, -1))),
  );
  return onceEach(mistakes).filter(({ path, found }) => {
    const owner = valueAt(value, path) === undefined ? path.slice(0, -1) : path;
    return found !== NOTHING || !misspelt.has(pathText(owner));
  });
}

/** A text that is too short and of no form is wrong once. */
function onceEach(mistakes: readonly Mistake[]): readonly Mistake[] {
  const seen = new Set<string>();
  return mistakes.filter(({ path, expected, found }) => {
    const key = JSON.stringify([path, expected, found]);
    return seen.size < seen.add(key).size;
  });
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

/** Longer lists are no help in a line; the nearest word is. */
const LISTED_MAX = 14;

/** `a, b or c`; of many words only that there are such. */
export function listed(words: readonly string[]): string {
  if (words.length > LISTED_MAX) return "a word that is allowed here";
  const last = words.at(-1) ?? "nothing";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

function sizeWords(
  { origin }: { readonly origin: string },
  bound: string,
  size: number | bigint,
): string {
  if (origin === "string") return `a text of ${bound} ${size} characters`;
  if (origin === "array") return `a list of ${bound} ${size}`;
  return origin === "int" ? `a whole number of ${bound} ${size}` : `a number of ${bound} ${size}`;
}

function wordsOf(issue: z.core.$ZodRawIssue): readonly string[] {
  const definition = issue.inst?._zod.def as { readonly shape?: object } | undefined;
  return Object.keys(definition?.shape ?? {}).filter((key) => !key.startsWith("$"));
}

function ofIssue(issue: Issue, base: Path, value: unknown): readonly Mistake[] {
  const path = [...base, ...issue.path] as Path;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownWord(issue.message, [...path, key], key));
    case "invalid_union":
      return ofUnion(issue, path, value);
    case "invalid_key":
      return [
        { ...ofMessage(issue.issues[0]?.message ?? "", String(path.at(-1))), path, isKey: true },
      ];
    case "invalid_value":
      return [{ ...leaf(issue, path, value), ...wrongWord(valueAt(value, path), issue.values) }];
    default:
      return [leaf(issue, path, value)];
  }
}

/** The words that are allowed come in the message: an issue does not know its schema any more. */
function unknownWord(message: string, path: Path, key: string): Mistake {
  const words = strip(message).split(", ");
  return { path, isKey: true, expected: listed(words), found: shown(key), word: key, words };
}

function ofUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  value: unknown,
): readonly Mistake[] {
  const entered = issue.errors.find((issues) => issues.length > 0 && !issues.some(isOfKind));
  const words = issue.errors.flatMap((inner) => inner.flatMap(wordsAtRoot));
  const found = words.length === 0 ? {} : wrongWord(valueAt(value, path), words);
  if (entered === undefined) return [{ ...leaf(issue, path, value), ...found }];
  return entered.flatMap((inner) => ofIssue(inner, path, value));
}

function wordsAtRoot(issue: Issue): readonly unknown[] {
  return issue.code === "invalid_value" && issue.path.length === 0 ? issue.values : [];
}

/** The value is of another kind than the branch takes. */
function isOfKind({ path, code }: Issue): boolean {
  return path.length === 0 && KIND_CODES.includes(code);
}

const KIND_CODES: readonly string[] = [
  "invalid_type",
  "invalid_value",
  "invalid_union",
  "invalid_format",
];

function leaf(issue: Issue, path: Path, value: unknown): Mistake {
  return { path, ...ofMessage(issue.message, shown(valueAt(value, path))) };
}

function wrongWord(found: unknown, values: readonly unknown[]): Pick<Mistake, "word" | "words"> {
  return typeof found === "string" ? { word: found, words: values.map(String) } : {};
}

function ofMessage(message: string, found: string): Pick<Mistake, "expected" | "found"> {
  const [expected = "", said = found] = strip(message).split(", found ");
  return { expected, found: said };
}

function strip(message: string): string {
  return message.replace(/^expected /, "");
}
