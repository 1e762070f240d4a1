import { expect, test } from "vitest";
import { apiError, ERRORS, notInValidState, type ErrorCode } from "../../src/ssm/error.ts";

const CODES = Object.keys(ERRORS) as ErrorCode[];

test("a refusal is definite; only a failure of the service or of the way to it is not", () => {
  expect(CODES.filter((code) => !ERRORS[code].definite)).toEqual([
    "InternalServerError",
    "InternalFailure",
    "RequestAbortedException",
    "RequestTimeoutException",
    "ServiceUnavailable",
  ]);
});

test("every error of 500 and above is indefinite", () => {
  for (const code of CODES) {
    if (ERRORS[code].httpStatus >= 500) expect(ERRORS[code].definite, code).toBe(false);
  }
});

test("every row names its source, and has a text exactly if its structure can carry one", () => {
  for (const code of CODES) {
    const row = ERRORS[code];
    expect(row.source, code).not.toBe("");
    expect(row.text !== "", code).toBe(row.messageMember !== null);
  }
});

test("an error without a text member keeps none", () => {
  expect(apiError("InvalidCommandId", "unknown id")).toEqual({
    code: "InvalidCommandId",
    message: "",
  });
  expect(apiError("InvalidDocument").message).toBe("The specified SSM document doesn't exist.");
  expect(apiError("InvalidDocument", "No such document.").message).toBe("No such document.");
});

test("the text of InvalidInstanceId lists nodes in doubled brackets", () => {
  expect(notInValidState(["i-12345678", "i-87654321"], "123456789012")).toBe(
    "Instances [[i-12345678, i-87654321]] not in a valid state for account 123456789012",
  );
});
