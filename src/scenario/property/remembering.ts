/**
 * What every monitor does alike with what it remembers: its fields that are Marks.
 *
 * Whatever else stands in a field never changes, such as an option of the fleet, and is shared.
 */
import type { Encoder } from "../../kernel/encoder.ts";
import { Marks } from "./marks.ts";

export abstract class Remembering {
  clone(): this {
    const copy = Object.create(Object.getPrototypeOf(this) as object) as this;
    for (const [field, value] of Object.entries(this) as [string, unknown][]) {
      Object.assign(copy, { [field]: value instanceof Marks ? value.clone() : value });
    }
    return copy;
  }

  encode(encoder: Encoder): void {
    for (const value of Object.values(this)) if (value instanceof Marks) value.encode(encoder);
  }

  /** Drops what is remembered of a command of which nothing more is to be said. */
  forget(command: string): void {
    for (const value of Object.values(this)) if (value instanceof Marks) value.forget(command);
  }
}
