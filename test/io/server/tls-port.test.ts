import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import type { RequestOptions } from "node:https";
import type { IncomingMessage } from "node:http";
import { connect, isIPv6 } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkServerIdentity, connect as connectTls } from "node:tls";
import type { PeerCertificate } from "node:tls";
import { expect, test } from "vitest";
import { reachedNames } from "../../../src/io/server/reached-names.ts";
import { channelUrl, createChannel, opening, TestSocket, withService } from "./with-service.ts";

async function withTls(run: (parts: { url: string; tlsUrl: string; ca: string }) => Promise<void>) {
  const caDirectory = mkdtempSync(join(tmpdir(), "fleetsim-tls-"));
  try {
    await withService(
      { tls: { port: 0, caDirectory }, allowHosts: ["fleet.test", "192.0.2.7", "[2001:db8::7]"] },
      async ({ url, tlsUrl }) => {
        const ca = readFileSync(join(caDirectory, "ca.pem"), "utf8");
        await run({ url, tlsUrl: tlsUrl ?? "", ca });
      },
    );
  } finally {
    rmSync(caDirectory, { recursive: true });
  }
}

async function get(url: string, options: RequestOptions): Promise<number> {
  const request = httpsRequest(url, { ...options, agent: new Agent() });
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

test("every route is there over TLS, under each name of the certificate", async () => {
  await withTls(async ({ url, tlsUrl, ca }) => {
    expect(tlsUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await get(`${tlsUrl}/_fleetsim/health`, { ca })).toBe(200);
    const { port } = new URL(tlsUrl);
    const named = { ca, servername: "fleet.test", headers: { host: `fleet.test:${port}` } };
    expect(await get(`${tlsUrl}/_fleetsim/health`, named)).toBe(200);
    for (const address of ["192.0.2.7", "2001:db8::7"]) {
      const host = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
      const isIt = (_name: string, certificate: PeerCertificate) =>
        checkServerIdentity(address, certificate);
      const reached = { ca, headers: { host }, checkServerIdentity: isIt };
      expect(await get(`${tlsUrl}/_fleetsim/health`, reached)).toBe(200);
    }
    const token = await createChannel(url);
    const socket = new TestSocket(channelUrl(tlsUrl).replace("https", "wss"), { ca });
    expect(await socket.upgraded()).toBe(101);
    socket.socket.send(opening(token));
    await socket.flushed();
    expect(socket.socket.readyState).toBe(socket.socket.OPEN);
  });
});

test("whoever does not trust the CA, or asks for another name, gets no connection", async () => {
  await withTls(async ({ tlsUrl, ca }) => {
    await expect(get(tlsUrl, {})).rejects.toThrow(/certificate/);
    await expect(get(tlsUrl, { ca, servername: "other.test" })).rejects.toThrow(/altnames/);
  });
});

test("TLS below 1.2, and what is no TLS at all, is cut off and harms nobody", async () => {
  await withTls(async ({ tlsUrl, ca }) => {
    const port = Number(new URL(tlsUrl).port);
    const old = connectTls({
      port,
      host: "127.0.0.1",
      ca,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
    });
    const [error] = (await once(old, "error").catch((cause: unknown) => [cause])) as [Error];
    expect(error.message).toMatch(/protocol|version|handshake/i);
    const plain = connect(port, "127.0.0.1");
    plain.on("error", () => {});
    plain.write("GET / HTTP/1.1\r\n\r\n");
    plain.resume();
    await once(plain, "close");
    expect(await get(`${tlsUrl}/_fleetsim/health`, { ca })).toBe(200);
  });
});

test.each([
  ["127.0.0.1", ["Fleet.test", "[::1]"], ["fleet.test", "::1", "127.0.0.1"]],
  ["0.0.0.0", ["fleet.test", "fleet.test"], ["fleet.test"]],
  ["::", [], []],
])("listening on %s, with %j allowed, it is reached by %j", (host, allowHosts, names) => {
  expect(reachedNames(host, allowHosts)).toEqual(names);
});
