/**
 * A value that a program made, copied into plain lists and objects within bounds.
 *
 * What is neither stays as it is: the schema says that it is wrong, and where.
 */
import type { Mistake } from "./problem.ts";
import { DEPTH_MAX, VALUES_MAX } from "./source.ts";
import type { Source } from "./source.ts";

/** Errors: a value that is too large, too deep or holds itself, or can't be read; never throws. */
export function readPlain(value: unknown): Source | readonly Mistake[] {
  try {
    const copy = new Copier().copy(value, 0);
    return { value: copy, placeOf: () => undefined };
  } catch (error) {
    // Expected: too large a value, and objects of programs may throw when they are looked at.
    const found = error instanceof RangeError ? error.message : "one that throws when it is read";
    return [{ path: [], expected: "a value of bounded size", found }];
  }
}

class Copier {
  private values = 0;

  copy(value: unknown, depth: number): unknown {
    this.values += 1;
    if (this.values > VALUES_MAX) throw new RangeError(`more than ${VALUES_MAX} values`);
    if (typeof value !== "object" || value === null) return value;
    if (depth > DEPTH_MAX) {
      throw new RangeError(
        `lists and objects more than ${DEPTH_MAX} deep, or one that holds itself`,
      );
    }
    if (Array.isArray(value)) {
      if (value.length > VALUES_MAX) throw new RangeError(`more than ${VALUES_MAX} values`);
      return Array.from(value, (item) => this.copy(item, depth + 1));
    }
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(entries.map(([key, each]) => [key, this.copy(each, depth + 1)]));
  }
}
