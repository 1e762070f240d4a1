/**
 * Placeholders of a document, replaced by the agent: `{{ name }}` stands for a parameter's value.
 *
 * A text that is one placeholder and nothing else becomes the value itself, so that a StringList
 * stays a list and a map a map. Inside a longer text both are written as JSON. What has no value stays as it is.
 * Unlike the real agent, a value is not searched for placeholders of its own.
 * Source: amazon-ssm-agent 3.3, measured; agent/parameters/parameters.go.
 */
import { goMap, goString } from "../wire/go-json.ts";

/** Values by parameter: texts, lists, and what else a document may give as a default. */
export type Values = Readonly<Record<string, unknown>>;

/** The input with every placeholder in its texts replaced; other values come back as they are. */
export function substitute(input: unknown, values: Values): unknown {
  if (typeof input === "string") return substituteText(input, values);
  if (Array.isArray(input)) return input.map((element) => substitute(element, values));
  if (typeof input !== "object" || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, substitute(value, values)]),
  );
}

/** A value inside a longer text: a text as it is, anything else as Go writes it in JSON. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : goJson(value);
}

function substituteText(text: string, values: Values): unknown {
  if (!text.includes("{{")) return text;
  const name = WHOLE.exec(text)?.[1];
  if (name !== undefined) return Object.hasOwn(values, name) ? values[name] : text;
  return text.replace(ANYWHERE, (placeholder, part: string) =>
    Object.hasOwn(values, part) ? valueText(values[part]) : placeholder,
  );
}

function goJson(value: unknown): string {
  if (typeof value === "string") return goString(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  return goMap(value as Readonly<Record<string, unknown>>, goJson);
}

const WHOLE = /^\{\{\s*([a-zA-Z0-9]+)\s*\}\}$/;
const ANYWHERE = /\{\{\s*([a-zA-Z0-9]+)\s*\}\}/g;
