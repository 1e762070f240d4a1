/**
 * The small language in which the operations' inputs are written down as data.
 *
 * A shape says what a JSON value may be. It carries exactly what the service model carries (type,
 * length, range, pattern, enum, list size, nesting, sensitivity) and no behaviour; the validator
 * of the api room reads it. A bound that is left out does not exist.
 */
import type { ErrorCode } from "./error.ts";

export type Shape =
  StringShape | NumberShape | BooleanShape | TimestampShape | ListShape | MapShape | StructureShape;

/** A text; `min` and `max` are lengths in UTF-16 code units, as Java counts them. */
export interface StringShape {
  readonly type: "string";
  readonly min?: number;
  readonly max?: number;
  /** A pattern of pattern.ts; the whole value has to match. */
  readonly pattern?: Pattern;
  readonly enum?: readonly string[];
  /** The value is a secret: it is never echoed in a message. */
  readonly sensitive?: true;
}

/** A whole number; `integer` has 32 bits, `long` 64 (of which a JSON number carries 53). */
export interface NumberShape {
  readonly type: "integer" | "long";
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanShape {
  readonly type: "boolean";
}

/** A point in time; on the wire a JSON number of epoch seconds, fractions allowed. */
export interface TimestampShape {
  readonly type: "timestamp";
}

/** A list; `min` and `max` count its members. */
export interface ListShape {
  readonly type: "list";
  readonly member: Shape;
  readonly min?: number;
  readonly max?: number;
}

/** A map with text keys; no operation restricts its keys, nor the values of a sensitive one. */
export interface MapShape {
  readonly type: "map";
  readonly value: Shape;
  readonly sensitive?: true;
}

/** A structure; members that it does not name are ignored, as the service ignores them. */
export interface StructureShape {
  readonly type: "structure";
  readonly members: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
}

/** A pattern twice: as AWS prints it in messages, and as a regular expression that JS runs. */
export interface Pattern {
  readonly text: string;
  readonly regExp: RegExp;
}

/** An operation: what it takes, and which modelled errors it may answer with. */
export interface Operation {
  readonly input: StructureShape;
  readonly errors: readonly ErrorCode[];
}

/**
 * The TypeScript type of the values that a shape describes.
 *
 * Shape: a member that is not required may be absent, and is never undefined or null.
 */
export type ValueOf<S extends Shape> = S extends { readonly enum: readonly (infer Word)[] }
  ? Word
  : S extends StringShape
    ? string
    : S extends NumberShape | TimestampShape
      ? number
      : S extends BooleanShape
        ? boolean
        : S extends ListShape
          ? readonly ValueOf<S["member"]>[]
          : S extends MapShape
            ? Readonly<Record<string, ValueOf<S["value"]>>>
            : S extends StructureShape
              ? MembersOf<S>
              : never;

type MembersOf<S extends StructureShape> = {
  readonly [Name in Extract<keyof S["members"], S["required"][number]>]: ValueOf<
    S["members"][Name]
  >;
} & {
  readonly [Name in Exclude<keyof S["members"], S["required"][number]>]?: ValueOf<
    S["members"][Name]
  >;
};
