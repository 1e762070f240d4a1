/**
 * Placeholders of a document, replaced by the agent: `{{ name }}` stands for a parameter's value.
 *
 * A text that is one placeholder and nothing else becomes the value itself, so that a StringList
 * stays a list. Inside a longer text a list is written as JSON. What has no value stays as it is.
 * Unlike the real agent, a value is not searched for placeholders of its own.
 * Source: amazon-ssm-agent 3.3, measured; agent/parameters/parameters.go.
 */
import { goString } from "../wire/go-json.ts";
import type { ParameterValues } from "../wire/message.ts";

/** The input with every placeholder in its texts replaced; other values come back as they are. */
export function substitute(input: unknown, values: ParameterValues): unknown {
  if (typeof input === "string") return substituteText(input, values);
  if (Array.isArray(input)) return input.map((element) => substitute(element, values));
  if (typeof input !== "object" || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, substitute(value, values)]),
  );
}

function substituteText(text: string, values: ParameterValues): unknown {
  if (!text.includes("{{")) return text;
  const name = WHOLE.exec(text)?.[1];
  if (name !== undefined) return Object.hasOwn(values, name) ? values[name] : text;
  return text.replace(ANYWHERE, (placeholder, part: string) =>
    Object.hasOwn(values, part) ? valueText(values[part] ?? "") : placeholder,
  );
}

function valueText(value: readonly string[] | string): string {
  return typeof value === "string" ? value : `[${value.map(goString).join(",")}]`;
}

const WHOLE = /^\{\{\s*([a-zA-Z0-9]+)\s*\}\}$/;
const ANYWHERE = /\{\{\s*([a-zA-Z0-9]+)\s*\}\}/g;
