/** Results of steps in a hash: what tells one document's course from another's. */
import type { Encoder } from "../kernel/encoder.ts";
import type { StepResult } from "../wire/message.ts";

/** Writes a list of results; none at all is another thing than an empty list. */
export function encodeResults(encoder: Encoder, results: readonly StepResult[] | undefined): void {
  encoder.int(results?.length ?? -1);
  if (results === undefined) return;
  for (const { status, code } of results) {
    encoder.text(status);
    encoder.int(code);
  }
}
