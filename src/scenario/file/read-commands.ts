/**
 * The commands that a file sends, by the names that it gives them.
 */
import type { Reading, Vocabulary } from "./reading.ts";
import type { StepForm } from "./step-form.ts";

export function readCommands(
  steps: readonly (StepForm | undefined)[],
  reading: Reading,
): Vocabulary {
  const words = new Set<string>();
  for (const [index, step] of steps.entries()) {
    const name = step?.send?.as;
    if (name === undefined) continue;
    if (words.has(name)) {
      const expected = "a name for each command alone";
      reading.refuse(["steps", index, "send", "as"], expected, `"${name}" twice`);
    }
    words.add(name);
  }
  return { words: [...words], isWhole: steps.every((step) => step !== undefined) };
}
