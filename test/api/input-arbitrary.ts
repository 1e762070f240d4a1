/**
 * Generates valid inputs from the shapes that the validator reads.
 *
 * Texts with a pattern come from fast-check's own reading of the pattern (stringMatching), which
 * shares no code with ours.
 */
import fc from "fast-check";
import type { Shape, StringShape, StructureShape } from "../../src/ssm/shape.ts";

/** Valid values of a structure: required members always, the others now and then. */
export function inputOf(shape: StructureShape): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.entries(shape.members).map(([name, member]) => [name, valueOf(member)]);
  return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [...shape.required],
    noNullPrototype: true,
  });
}

function valueOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case "string":
      return textOf(shape);
    case "integer":
    case "long":
      return fc.integer({ min: shape.min ?? -1000, max: shape.max ?? 1000 });
    case "boolean":
      return fc.boolean();
    case "timestamp":
      return fc.integer({ min: 0, max: 2_000_000_000 });
    case "list":
      return fc.array(valueOf(shape.member), {
        minLength: shape.min ?? 0,
        maxLength: Math.min(shape.max ?? 3, (shape.min ?? 0) + 3),
      });
    case "map":
      return fc.dictionary(fc.string(), valueOf(shape.value), { maxKeys: 3 });
    case "structure":
      return inputOf(shape);
  }
}

/** Values of the patterns that fast-check can't read, or whose values are too long to generate. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  "^.{1,100000}$": ["a", "tag:Owner", "x".repeat(99)],
  "^(?!\\s*$).+": ["a", " a ", "an alarm", "\u00a0"],
};

function textOf(shape: StringShape): fc.Arbitrary<string> {
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  const { min = 0, max = min + 20 } = shape;
  if (shape.pattern === undefined) return fc.string({ minLength: min, maxLength: max });
  const samples = SAMPLES[shape.pattern.text];
  if (samples !== undefined) return fc.constantFrom(...samples);
  // fast-check can't read the flag i; what matches without it matches with it.
  return fc
    .stringMatching(new RegExp(shape.pattern.regExp.source, "u"), {
      ...(shape.max === undefined ? {} : { maxLength: shape.max }),
    })
    .filter((text) => text.length >= min && text.length <= (shape.max ?? Infinity));
}
