/**
 * What one field of a payload may be, as data; read-fields.ts reads by it.
 *
 * The guard tables made of these rules are the protocol's payloads: one place decides which fields
 * exist, what they hold and how long they may be. A field that no table names is ignored.
 */
export type FieldRule =
  /** Text of at most `max` UTF-16 units. */
  | { readonly kind: "text"; readonly max: number }
  /** Text that becomes a byte string of at most `max` bytes. */
  | { readonly kind: "bytes"; readonly max: number }
  /** A whole number. */
  | { readonly kind: "integer" }
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ`, read as milliseconds since 1970. */
  | { readonly kind: "time" }
  /** One of these texts. */
  | { readonly kind: "oneOf"; readonly values: readonly string[] }
  /** True or false, or absent. */
  | { readonly kind: "flag" }
  /** An object. */
  | { readonly kind: "object" }
  /** An object of at most `max` members, or null. */
  | { readonly kind: "map"; readonly max: number };

export type FieldRules = Readonly<Record<string, FieldRule>>;

/** What a rule's field is read as. */
export type FieldValue<Rule extends FieldRule> = Rule extends { readonly kind: "text" | "bytes" }
  ? string
  : Rule extends { readonly kind: "integer" | "time" }
    ? number
    : Rule extends { readonly kind: "oneOf"; readonly values: readonly (infer Value)[] }
      ? Value
      : Rule extends { readonly kind: "flag" }
        ? boolean | undefined
        : Rule extends { readonly kind: "object" }
          ? Readonly<Record<string, unknown>>
          : Readonly<Record<string, unknown>> | null;

export type FieldValues<Rules extends FieldRules> = {
  readonly [Name in keyof Rules]: FieldValue<Rules[Name]>;
};
