/**
 * The constraints of plain values and of lengths, in AWS's words and order: longest, shortest,
 * pattern, enum.
 *
 * Source: ValidationException of AWS quoted in public reports.
 */
import type { ListShape, NumberShape, StringShape } from "../ssm/shape.ts";

/**
 * The constraints that a plain value does not meet.
 *
 * Shape: 0..3 texts, such as `Member must have length less than or equal to 36`.
 */
export function violated(shape: StringShape | NumberShape, value: unknown): readonly string[] {
  if (shape.type !== "string") return violatedRange(shape, value as number);
  const text = value as string;
  const constraints = violatedLength(shape, text.length);
  const matches = shape.pattern?.regExp.test(text) ?? true;
  const listed = shape.enum?.includes(text) ?? true;
  if (matches && listed) return constraints;
  return [
    ...constraints,
    ...(matches || shape.pattern === undefined ? [] : [patternText(shape.pattern.text)]),
    ...(listed || shape.enum === undefined ? [] : [enumText(shape.enum)]),
  ];
}

/** Every constraint of a plain value, met or not: what AWS lists for the members of a list. */
export function allConstraints(shape: StringShape | NumberShape): readonly string[] {
  const kind = shape.type === "string" ? "length" : "value";
  return [
    ...(shape.max === undefined ? [] : [maxText(kind, shape.max)]),
    ...(shape.min === undefined ? [] : [minText(kind, shape.min)]),
    ...(shape.type !== "string" || shape.pattern === undefined
      ? []
      : [patternText(shape.pattern.text)]),
    ...(shape.type !== "string" || shape.enum === undefined ? [] : [enumText(shape.enum)]),
  ];
}

/** The constraint that a length, of a text or a list, does not meet: 0..1 texts. */
export function violatedLength(bounds: StringShape | ListShape, length: number): readonly string[] {
  if (bounds.max !== undefined && length > bounds.max) return [maxText("length", bounds.max)];
  if (bounds.min !== undefined && length < bounds.min) return [minText("length", bounds.min)];
  return NONE;
}

function violatedRange(bounds: NumberShape, value: number): readonly string[] {
  if (bounds.max !== undefined && value > bounds.max) return [maxText("value", bounds.max)];
  if (bounds.min !== undefined && value < bounds.min) return [minText("value", bounds.min)];
  return NONE;
}

const NONE: readonly string[] = [];

function maxText(kind: "length" | "value", max: number): string {
  return `Member must have ${kind} less than or equal to ${max}`;
}

function minText(kind: "length" | "value", min: number): string {
  return `Member must have ${kind} greater than or equal to ${min}`;
}

function patternText(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

function enumText(words: readonly string[]): string {
  return `Member must satisfy enum value set: [${words.join(", ")}]`;
}
