/** The role token request of agent 3.3, recorded with a throw-away key. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { verifyRsa } from "../../../src/io/sigv4/rsa.ts";
import type { SignedRequest } from "../../../src/io/sigv4/canonical.ts";

const NODE = "mi-0123456789abcdef0";
const SIGNED_MS = Date.UTC(2026, 10, 24, 2, 18, 53);
const MINUTE_MS = 60_000;

interface Recorded {
  readonly publicKey: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

const recorded = JSON.parse(
  readFileSync(new URL("recorded-rsa-request.json", import.meta.url), "utf8"),
) as Recorded;

function request(change: Partial<Recorded["request"]> = {}): SignedRequest {
  const { method, path, headers, body } = { ...recorded.request, ...change };
  return { method, url: path, headers, body: Buffer.from(body) };
}

const keyOf = (node: string) => (node === NODE ? recorded.publicKey : undefined);

test("the request that agent 3.3 signed is its node's", () => {
  expect(verifyRsa(request(), keyOf, SIGNED_MS)).toEqual({ node: NODE });
  expect(verifyRsa(request(), keyOf, SIGNED_MS + 15 * MINUTE_MS)).toEqual({ node: NODE });
});

test.each([-16, 16])("a clock that is %i minutes off is RequestExpired", (minutes) => {
  const verdict = verifyRsa(request(), keyOf, SIGNED_MS - minutes * MINUTE_MS);
  expect(verdict).toMatchObject({ code: "RequestExpired" });
});

const { headers } = recorded.request;
const authorization = headers["authorization"]!;
const withAuthorization = (text: string) => ({ headers: { ...headers, authorization: text } });

test.each([
  ["another body", { body: "{}" }],
  ["another target", { headers: { ...headers, "x-amz-target": "AmazonSSM.ListCommands" } }],
  ["a changed signature", withAuthorization(authorization.replace("ptfhcc", "ptfhcd"))],
  ["a signature of another length", withAuthorization(authorization.slice(0, -8))],
  ["no base64", withAuthorization(authorization.replace(/Signature=.*/, "Signature=???"))],
  ["an unsigned target", withAuthorization(authorization.replace(";x-amz-target", ""))],
  ["another service", withAuthorization(authorization.replace("/ssm/", "/ec2messages/"))],
])("%s is InvalidSignatureException", (_name, change) => {
  expect(verifyRsa(request(change), keyOf, SIGNED_MS)).toMatchObject({
    code: "InvalidSignatureException",
  });
});

test("a node that is not registered is denied, and a key that is none proves nothing", () => {
  const verdict = (key: string | undefined) => verifyRsa(request(), () => key, SIGNED_MS);
  expect(verdict(undefined)).toMatchObject({ code: "AccessDeniedException" });
  expect(verdict("AAAA")).toMatchObject({ code: "InvalidSignatureException" });
});
