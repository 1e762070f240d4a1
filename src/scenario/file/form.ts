/**
 * The small forms that the parts of a scenario file are made of.
 *
 * What a form says of itself is what a wrong value is answered with, and what an editor shows.
 */
import { z } from "zod";

/** A whole number within bounds. */
export function whole(min: number, max: number, what = `a whole number ${min}..${max}`) {
  const error = `expected ${what}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A text of so many characters, of a pattern if there is one. */
export function text(what: string, { min, max, pattern }: TextBounds) {
  const error = `expected ${what}`;
  const bounded = z.string({ error }).min(min, { error }).max(max, { error });
  return pattern === undefined ? bounded : bounded.regex(pattern, { error });
}

export interface TextBounds {
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

/** One word of several; `what` names them where they are too many to be listed. */
export function word<const W extends string>(words: readonly W[], what?: string) {
  return z.enum(words, what === undefined ? {} : { error: `expected ${what}` });
}

/** What an object needs one of, as JSON Schema says it. */
export function exactlyOne(keys: readonly string[]): { readonly oneOf: readonly object[] } {
  return { oneOf: keys.map((key) => ({ required: [key] })) };
}

/** Keys that do not go together, as JSON Schema says it. */
export function notTogether(...pairs: readonly (readonly string[])[]): readonly object[] {
  return pairs.map((required) => ({ not: { required } }));
}

/** The keys of a list that an object has. */
export function keysOf(value: object, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => Object.hasOwn(value, key));
}
