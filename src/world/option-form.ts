/**
 * What the value of an option looks like as text, and how it is read.
 */
import type { MsRange } from "./link.ts";

/** What may be written behind `NAME=`. */
export type OptionForm =
  | { readonly kind: "number"; readonly min: number; readonly max: number }
  | { readonly kind: "range"; readonly max: number }
  | { readonly kind: "flag" }
  | { readonly kind: "word"; readonly words: readonly string[] };

/** What a form is read into. */
export type OptionValue = number | boolean | string | MsRange;

/** A text read by its form; undefined when it is of another form or out of bounds. */
export function readValue(form: OptionForm, text: string): OptionValue | undefined {
  switch (form.kind) {
    case "number":
      return readNumber(text, form.min, form.max);
    case "range":
      return readRange(text, form.max);
    case "flag":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "word":
      return form.words.includes(text) ? text : undefined;
  }
}

/** What a form takes, for messages and the docs. */
export function formText(form: OptionForm): string {
  switch (form.kind) {
    case "number":
      return `a whole number ${form.min}..${form.max}`;
    case "range":
      return `a whole number or a range MIN..MAX within 0..${form.max}`;
    case "flag":
      return "true or false";
    case "word":
      return form.words.join(" or ");
  }
}

function readNumber(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value >= min && value <= max ? value : undefined;
}

function readRange(text: string, max: number): MsRange | undefined {
  const [low, high, ...rest] = text.split("..");
  const minMs = readNumber(low ?? "", 0, max);
  const maxMs = high === undefined ? minMs : readNumber(high, 0, max);
  if (minMs === undefined || maxMs === undefined || minMs > maxMs || rest.length > 0) {
    return undefined;
  }
  return { minMs, maxMs };
}
