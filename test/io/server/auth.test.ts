import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { SSMClient, DescribeInstanceInformationCommand } from "@aws-sdk/client-ssm";
import { SignatureV4 } from "@smithy/signature-v4";
import { expect, test } from "vitest";
import { NODE, TestSocket, call, channelUrl, hello, http, json } from "./with-service.ts";
import { opening, withService } from "./with-service.ts";

const KEY = { id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI" };
const AUTH = { auth: { keys: [KEY], adminToken: "s3cret" } };

test("without auth any credentials are taken, and none", async () => {
  await withService({}, async (service) => {
    expect((await call(service, "ListCommands")).status).toBe(200);
    const headers = { authorization: "AWS4-HMAC-SHA256 nonsense" };
    expect((await call(service, "ListCommands", {}, headers)).status).toBe(200);
  });
});

test("with auth the unmodified SDK is let in by its key", async () => {
  await withService(AUTH, async ({ url }) => {
    const client = new SSMClient({
      ...{ endpoint: url, region: "us-east-1" },
      credentials: { accessKeyId: KEY.id, secretAccessKey: KEY.secret },
    });
    const answer = await client.send(new DescribeInstanceInformationCommand({}));
    expect(answer.InstanceInformationList).toEqual([]);
    client.destroy();
  });
});

test.each([
  ["nothing", KEY, false, 403, "MissingAuthenticationToken"],
  ["an unknown key", { id: "AKIDOTHER", secret: "x" }, true, 403, "UnrecognizedClientException"],
  ["another secret", { ...KEY, secret: "x" }, true, 400, "InvalidSignatureException"],
] as const)("with auth %s is refused", async (_name, key, isSigned, status, code) => {
  await withService(AUTH, async ({ url }) => {
    const target = { "x-amz-target": "AmazonSSM.ListCommands" };
    const request = { method: "POST", path: "/", headers: target, body: "{}" };
    const headers = isSigned ? await sign(url, request, "ssm", key) : target;
    const answer = await http(url, { method: "POST", headers, body: "{}" });
    expect([answer.status, json(answer)]).toMatchObject([status, { __type: code }]);
  });
});

test("a body that was changed on its way is refused", async () => {
  await withService(AUTH, async ({ url }) => {
    const target = { "x-amz-target": "AmazonSSM.ListCommands" };
    const request = { method: "POST", path: "/", headers: target, body: "{}" };
    const headers = await sign(url, request, "ssm");
    const answer = await http(url, { method: "POST", headers, body: "{ }" });
    expect(json(answer)).toMatchObject({ __type: "InvalidSignatureException" });
  });
});

test.each([
  ["the admin token", { authorization: "Bearer s3cret" }, 200],
  ["another token", { authorization: "Bearer other" }, 400],
  ["nothing", {}, 403],
])("an admin route with %s gets %s", async (_name, headers, status) => {
  await withService(AUTH, async ({ url }) => {
    const answer = await http(`${url}/_fleetsim/health`, { headers });
    expect(answer.status).toBe(status);
    if (status !== 200) expect(Object.keys(json(answer) as object)).toContain("expected");
  });
});

test("an admin route takes a signature too", async () => {
  await withService(AUTH, async ({ url }) => {
    const request = { method: "GET", path: "/_fleetsim/health", headers: {}, body: "" };
    const headers = await sign(url, request, "ssm");
    expect((await http(`${url}/_fleetsim/health`, { headers })).status).toBe(200);
  });
});

test("an agent's channel has to be signed, both calls of it", async () => {
  await withService(AUTH, async ({ url }) => {
    await joinHost(url);
    const path = `/v1/control-channel/${NODE}`;
    const body = '{"MessageSchemaVersion":"1.0","RequestId":"a"}';
    expect((await http(`${url}${path}`, { method: "POST", body })).status).toBe(403);
    expect(await new TestSocket(channelUrl(url)).upgraded()).toBe(403);
    const signed = await sign(url, { method: "POST", path, headers: {}, body }, "ssmmessages");
    const created = await http(`${url}${path}`, { method: "POST", headers: signed, body });
    expect(created.status).toBe(201);
    const query = { role: "subscribe", stream: "input" };
    const upgrade = { method: "GET", path, query, headers: {}, body: "" };
    const headers = await sign(url, upgrade, "ssmmessages");
    const socket = new TestSocket(channelUrl(url), { headers });
    await once(socket.socket, "open");
    socket.socket.send(opening(/<TokenValue>([^<]*)</.exec(created.text)?.[1] ?? ""));
    await socket.flushed();
  });
});

test("a host's channel needs the admin token, or a signature", async () => {
  await withService(AUTH, async ({ url }) => {
    expect(await new TestSocket(`${url}/_fleetsim/host`).upgraded()).toBe(403);
    expect(await joinHost(url)).toContain("welcome");
  });
});

/** A host that has the admin token; answers what it is told first. */
async function joinHost(url: string): Promise<string> {
  const headers = { authorization: "Bearer s3cret" };
  const host = new TestSocket(`${url}/_fleetsim/host`, { headers });
  await once(host.socket, "open");
  host.socket.send(JSON.stringify(hello("h1", [NODE])));
  return (await host.next()).data.toString();
}

interface Unsigned {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers of a request with the signature of AWS's own signer. */
async function sign(url: string, request: Unsigned, service: string, key = KEY) {
  const { host, hostname } = new URL(url);
  const signer = new SignatureV4({
    ...{ service, region: "us-east-1", applyChecksum: false },
    credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
    sha256: Sha256,
  });
  const headers = { ...request.headers, host };
  const signed = await signer.sign({ protocol: "http:", hostname, ...request, headers });
  return signed.headers;
}

/** Node's SHA-256 in the form in which the signer wants it. */
class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array);
  }

  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("one hash is used once");
  }
}
