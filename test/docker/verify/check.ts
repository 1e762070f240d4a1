/** One line for each thing that was checked. The first that does not hold ends the run. */
import { isDeepStrictEqual } from "node:util";

export function check(claim: string, found: unknown, expected: unknown = true): void {
  if (!isDeepStrictEqual(found, expected)) {
    throw new Error(
      `${claim}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`,
    );
  }
  console.log(`ok  ${claim}`);
}
