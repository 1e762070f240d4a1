/** Our signatures against the SDK's own signer. */
import { expect, test } from "vitest";
import { RequestSigner } from "../../../src/io/agent-link/sign-request.ts";
import { SigV4Verifier } from "../../../src/io/sigv4.ts";
import { sign } from "../sign.ts";
import { quickNode, withController, withHost } from "./fixture.ts";

const KEY = { id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const NOW = new Date("2026-11-24T04:05:06.789Z");
const HOST = "127.0.0.1:4590";

const REQUESTS = [
  {
    method: "POST",
    path: "/",
    query: {},
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AmazonSSM.UpdateInstanceInformation",
    },
    body: `{"InstanceId":"i-00000000000000001","ComputerName":"naïve"}`,
    service: "ssm",
  },
  {
    method: "POST",
    path: "/v1/control-channel/i-00000000000000001",
    query: {},
    headers: { "content-type": "application/json" },
    body: `{"MessageSchemaVersion":"1.0"}`,
    service: "ssmmessages",
  },
  {
    method: "GET",
    path: "/v1/control-channel/i-00000000000000001",
    query: { stream: "input", role: "subscribe" },
    headers: {},
    body: "",
    service: "ssmmessages",
  },
] as const;

test.for(REQUESTS)("$method $path is signed as the SDK signs it", async (request) => {
  const { method, path, query, headers, body, service } = request;
  const expected = await sign({
    ...{ method, path, query, headers, body, service },
    accessKeyId: KEY.id,
    secretAccessKey: KEY.secret,
    region: "eu-west-1",
    signedAtMs: NOW.getTime(),
  });
  const signer = new RequestSigner({ key: KEY, region: "eu-west-1", nowMs: () => NOW.getTime() });
  const search = new URLSearchParams(query).toString();
  const url = search === "" ? path : `${path}?${search}`;
  const signed = signer.sign({ method, url, host: HOST, headers, body }, service);
  expect(signed["authorization"]).toBe(expected.headers["authorization"]);
  expect(signed["x-amz-date"]).toBe(expected.headers["x-amz-date"]);
});

test("without a key nothing is signed", () => {
  const signer = new RequestSigner({ key: undefined, region: "us-east-1", nowMs: Date.now });
  const request = { method: "POST", url: "/", host: HOST, headers: { a: "b" }, body: "" };
  expect(signer.sign(request, "ssm")).toEqual({ a: "b" });
});

test("a host with a key signs its channels, and the controller's verifier takes them", async () => {
  const controller = await withController();
  const host = await withHost(controller.url, { key: KEY, nodes: [quickNode(1)] });
  await host.online();
  const { method = "", url = "", headers } = await controller.upgrades.find(() => true);
  const verifier = new SigV4Verifier({ keys: new Map([[KEY.id, KEY.secret]]) });
  const verdict = verifier.verify(
    { method, url, headers, body: new Uint8Array() },
    { service: "ssmmessages", nowMs: Date.now() },
  );
  expect(verdict).toEqual({ ok: true, accessKeyId: KEY.id });
  const { authorization = "" } = (await controller.calls.find(() => true)).headers;
  expect(authorization).toContain("SignedHeaders=content-type;host;x-amz-date;x-amz-target,");
});
