import fc from "fast-check";
import { expect, test } from "vitest";
import { SigV4Verifier, type SignedRequest } from "../../src/io/sigv4.ts";
import { sign, type Signing } from "./sign.ts";

const NOW_MS = Date.UTC(2026, 6, 1, 12, 0, 0);
const MINUTE_MS = 60_000;
const KEYS = new Map([
  ["test", "test"],
  ["AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"],
]);
const CANCEL: Signing = {
  headers: {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AmazonSSM.CancelCommand",
  },
  body: '{"CommandId":"0831e1a8-a1ac-4257-a1fd-c831b48c4107"}',
  signedAtMs: NOW_MS,
};

function verify(request: SignedRequest, service = "ssm", nowMs = NOW_MS) {
  return new SigV4Verifier({ keys: KEYS }).verify(request, { service, nowMs });
}

function signedHeadersOf(request: SignedRequest): string | undefined {
  return /SignedHeaders=([^,]*)/.exec(request.headers.authorization as string)?.[1];
}

test("the example of AWS's documentation verifies", () => {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, " +
    "SignedHeaders=content-type;host;x-amz-date, " +
    "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
  const request = {
    method: "GET",
    url: "/?Action=ListUsers&Version=2010-05-08",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      host: "iam.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      authorization,
    },
    body: new Uint8Array(),
  };
  expect(verify(request, "iam", Date.UTC(2015, 7, 30, 12, 36))).toEqual({
    ok: true,
    accessKeyId: "AKIDEXAMPLE",
  });
});

test("a request that botocore signed verifies", () => {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=test/20260701/eu-central-1/ssm/aws4_request, " +
    "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, " +
    "Signature=2ee05a58481442c6243d1725768833b2d6ba41cada436e977e6999728e6aa6ca";
  const request = {
    method: "POST",
    url: "/",
    headers: {
      host: "127.0.0.1:4590",
      "accept-encoding": "identity",
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AmazonSSM.CancelCommand",
      "x-amz-date": "20260701T120000Z",
      "x-amz-security-token": "token/with+signs==",
      authorization,
    },
    body: Buffer.from('{"CommandId": "0831e1a8-a1ac-4257-a1fd-c831b48c4107"}'),
  };
  expect(verify(request)).toEqual({ ok: true, accessKeyId: "test" });
});

test.each([
  ["botocore", {}, "content-type;host;x-amz-date;x-amz-target"],
  [
    "aws-sdk v2",
    { contentSha256: true, unsignedHeaders: ["content-type"] },
    "host;x-amz-content-sha256;x-amz-date;x-amz-target",
  ],
  [
    "@aws-sdk/client-ssm v3",
    {
      contentSha256: true,
      headers: {
        ...CANCEL.headers,
        "amz-sdk-invocation-id": "c8f03a5f-1b5a-4a11-9ff1-12b8c9b51b0e",
        "amz-sdk-request": "attempt=1; max=3",
        "content-length": "52",
        "user-agent": "aws-sdk-js/3.1169.0",
        "x-amz-user-agent": "aws-sdk-js/3.1169.0",
      },
    },
    "amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;" +
      "x-amz-content-sha256;x-amz-date;x-amz-target;x-amz-user-agent",
  ],
])("the headers that %s signs are taken as they are", async (_sdk, extra, signedHeaders) => {
  const request = await sign({ ...CANCEL, ...extra });
  expect(signedHeadersOf(request)).toBe(signedHeaders);
  expect(verify(request)).toEqual({ ok: true, accessKeyId: "test" });
});

test("an upgrade request with a query and a session token verifies", async () => {
  const request = await sign({
    method: "GET",
    path: "/v1/control-channel/mi-0123456789abcdef0",
    query: { role: "subscribe", stream: "input" },
    sessionToken: "token/with+signs==",
    service: "ssmmessages",
    signedAtMs: NOW_MS,
  });
  expect(signedHeadersOf(request)).toContain("x-amz-security-token");
  expect(verify(request, "ssmmessages")).toEqual({ ok: true, accessKeyId: "test" });
});

test.each([
  ["the body", (request: SignedRequest) => ({ ...request, body: Buffer.from("{}") })],
  ["the method", (request: SignedRequest) => ({ ...request, method: "GET" })],
  ["the path", (request: SignedRequest) => ({ ...request, url: "/other" })],
  ["the query", (request: SignedRequest) => ({ ...request, url: "/?a=b" })],
  ["the port in host", (request: SignedRequest) => withHeader(request, "host", "127.0.0.1:4591")],
  ["the target", (request: SignedRequest) => withHeader(request, "x-amz-target", "AmazonSSM.X")],
  [
    "a signed header's absence",
    (request: SignedRequest) => withHeader(request, "content-type", undefined),
  ],
  [
    "the signature",
    (request: SignedRequest) =>
      withHeader(
        request,
        "authorization",
        `${(request.headers.authorization as string).slice(0, -1)}x`,
      ),
  ],
])("a change of %s is an InvalidSignatureException", async (_what, change) => {
  for (const contentSha256 of [true, false]) {
    expect(codeOf(verify(change(await sign({ ...CANCEL, contentSha256 }))))).toBe(
      "InvalidSignatureException",
    );
  }
});

test("a header that had to be signed and was not is named", async () => {
  const request = await sign({ ...CANCEL, unsignedHeaders: ["x-amz-target"] });
  expect(verify(request)).toMatchObject({
    error: {
      code: "InvalidSignatureException",
      message: "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
    },
  });
});

test.each([
  ["a wrong secret", { secretAccessKey: "wrong" }, "InvalidSignatureException"],
  ["an unknown key", { accessKeyId: "nobody" }, "UnrecognizedClientException"],
])("%s is told", async (_what, signing, code) => {
  expect(codeOf(verify(await sign({ ...CANCEL, ...signing })))).toBe(code);
});

test.each([
  [-15 * MINUTE_MS, undefined],
  [15 * MINUTE_MS, undefined],
  [
    15 * MINUTE_MS + 1000,
    "Signature expired: 20260701T120000Z is now earlier than 20260701T120001Z " +
      "(20260701T121501Z - 15 min.)",
  ],
  [
    -15 * MINUTE_MS - 1000,
    "Signature not yet current: 20260701T120000Z is still later than 20260701T115959Z " +
      "(20260701T114459Z + 15 min.)",
  ],
])("a clock that is %i ms ahead of the signer's", async (aheadMs, message) => {
  const verdict = verify(await sign(CANCEL), "ssm", NOW_MS + aheadMs);
  if (message === undefined) expect(verdict.ok).toBe(true);
  else expect(verdict).toEqual({ ok: false, error: { code: "RequestExpired", message } });
});

test("a scope for another service or day, or for no region, is named", async () => {
  expect(verify(await sign({ ...CANCEL, region: "eu-central-1" }))).toMatchObject({ ok: true });
  const request = await sign({ ...CANCEL, service: "sqs", region: "EU" });
  expect(verify(request)).toEqual({
    ok: false,
    error: {
      code: "InvalidSignatureException",
      message:
        "Credential should be scoped to a valid region. " +
        "Credential should be scoped to correct service: 'ssm'.",
    },
  });
  const redated = withHeader(await sign(CANCEL), "x-amz-date", "20260702T000000Z");
  expect(verify(redated)).toMatchObject({
    error: { message: expect.stringContaining("'20260701' != '20260702'") as string },
  });
});

test("any path, query, header and body that AWS's signer signs verifies", async () => {
  const text = fc.string({ unit: "grapheme-ascii", maxLength: 12 });
  // The signer itself loses a parameter of this name: it keeps them in a plain object.
  const name = text.filter((each) => each !== "__proto__");
  const segment = fc.stringMatching(/^[A-Za-z0-9._~%:@$&'()*+,;=-]{0,8}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`),
      fc.dictionary(name, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }))),
      text,
      fc.string({ unit: "grapheme" }),
      async (path, query, value, body) => {
        const headers = { ...CANCEL.headers, "x-amz-meta": value };
        const request = await sign({ ...CANCEL, path, query, headers, body });
        expect(verify(request)).toEqual({ ok: true, accessKeyId: "test" });
      },
    ),
  );
});

test("arbitrary headers never throw", () => {
  const part = fc.oneof(
    fc.constantFrom("AWS4-HMAC-SHA256 ", "Credential=", "test/20260701/us-east-1/ssm/aws4_request"),
    fc.constantFrom(", SignedHeaders=", "host;x-amz-date", "__proto__;constructor", ",Signature="),
    fc.string(),
  );
  const authorization = fc.array(part).map((parts) => parts.join(""));
  fc.assert(
    fc.property(authorization, fc.string(), (header, url) => {
      const headers = { host: "h", "x-amz-date": "20260701T120000Z", authorization: header };
      expect(verify({ method: "POST", url, headers, body: new Uint8Array() }).ok).toBe(false);
    }),
  );
});

test("more scopes than the verifier holds keys for still verify", async () => {
  const verifier = new SigV4Verifier({ keys: KEYS });
  for (let index = 0; index < 520; index += 1) {
    const request = await sign({ ...CANCEL, region: `region-${index % 260}` });
    expect(verifier.verify(request, { service: "ssm", nowMs: NOW_MS }).ok).toBe(true);
  }
});

function withHeader(
  request: SignedRequest,
  name: string,
  value: string | undefined,
): SignedRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function codeOf(verdict: ReturnType<typeof verify>): string | undefined {
  return verdict.ok ? undefined : verdict.error.code;
}
