/** One row of the error tables; see error.ts. */
export interface ErrorRow {
  readonly httpStatus: number;
  /** The body's member that carries the text; null when the error's structure has none. */
  readonly messageMember: "Message" | "message" | null;
  /** The text when the place that makes the error has none of its own. */
  readonly text: string;
  /** True if the call certainly had no effect; false if it may have had one. */
  readonly definite: boolean;
  /** Where the row is from. */
  readonly source: string;
}
