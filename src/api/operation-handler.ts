/** What an operation of the API is: a valid input in, an output or an error out. */
import type { ApiError } from "../ssm/error.ts";
import type { InputOf, OperationName } from "../ssm/operation.ts";
import type { CallContext } from "./call-context.ts";

/** The members of an answer, in the order in which they are written. */
export type Output = Readonly<Record<string, unknown>>;

export type Outcome =
  { readonly ok: true; readonly output: Output } | { readonly ok: false; readonly error: ApiError };

export type OperationHandler<Name extends OperationName> = (
  context: CallContext,
  input: InputOf<Name>,
) => Outcome;

export function answer(output: Output): Outcome {
  return { ok: true, output };
}

export function refuse(error: ApiError): Outcome {
  return { ok: false, error };
}

/** The answer of an operation that has none, or its error. */
export function done(error: ApiError | undefined): Outcome {
  return error === undefined ? answer({}) : refuse(error);
}
