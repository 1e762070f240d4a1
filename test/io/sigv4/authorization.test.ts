import { expect, test } from "vitest";
import {
  readAmzDate,
  readAuthorization,
  writeAmzDate,
} from "../../../src/io/sigv4/authorization.ts";

test.each([
  ["after a comma and a space", ", "],
  ["after a comma alone", ","],
])("the parameters of an Authorization header stand %s", (_where, separator) => {
  const parameters = [
    "Credential=test/20260701/us-east-1/ssm/aws4_request",
    "SignedHeaders=host;x-amz-date",
    "Signature=00ff",
  ];
  expect(readAuthorization(`AWS4-HMAC-SHA256 ${parameters.join(separator)}`)).toEqual({
    accessKeyId: "test",
    scope: { date: "20260701", region: "us-east-1", service: "ssm", terminator: "aws4_request" },
    signedHeaders: ["host", "x-amz-date"],
    signature: "00ff",
  });
});

test("every missing parameter is named", () => {
  expect(readAuthorization("AWS4-HMAC-SHA256 XSignature=00")).toEqual({
    code: "IncompleteSignature",
    message:
      "Authorization header requires 'Credential' parameter. " +
      "Authorization header requires 'Signature' parameter. " +
      "Authorization header requires 'SignedHeaders' parameter.",
  });
});

test.each([
  [undefined, "MissingAuthenticationToken"],
  ["", "MissingAuthenticationToken"],
  ["Bearer abc", "IncompleteSignature"],
  ["AWS4-HMAC-SHA256", "IncompleteSignature"],
  ["AWS4-HMAC-SHA256 Credential=test/20260701/us-east-1/ssm/aws4_request", "IncompleteSignature"],
  ["AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=00", "IncompleteSignature"],
  ["AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=a, Signature=0", "IncompleteSignature"],
])("Authorization %j is %s", (header, code) => {
  expect(readAuthorization(header)).toMatchObject({ code });
});

test("a secret in the header is not repeated", () => {
  expect(JSON.stringify(readAuthorization("Bearer hunter2"))).not.toContain("hunter2");
});

test.each([undefined, "", "yesterday", "20261301T000000Z", "2026-07-01T12:00:00Z"])(
  "X-Amz-Date %j is an IncompleteSignature",
  (date) => {
    expect(readAmzDate(date)).toMatchObject({ code: "IncompleteSignature" });
  },
);

test("X-Amz-Date is read and written alike", () => {
  const timeMs = Date.UTC(2026, 6, 1, 12, 34, 56);
  expect(writeAmzDate(timeMs)).toBe("20260701T123456Z");
  expect(readAmzDate("20260701T123456Z")).toBe(timeMs);
});
