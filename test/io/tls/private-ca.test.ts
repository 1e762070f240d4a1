import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CA_DAYS, issueServer } from "../../../src/io/tls/certificate.ts";
import { defaultCaDirectory, openPrivateCa } from "../../../src/io/tls/private-ca.ts";
import type { PrivateCa } from "../../../src/io/tls/private-ca.ts";

const DAY_MS = 86_400_000;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-ca-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

async function open(nowMs = Date.now()): Promise<PrivateCa> {
  const ca = await openPrivateCa(directory, nowMs);
  if ("code" in ca) throw new Error(ca.message);
  return ca;
}

test("a CA is made once, and its files are for their owner alone", async () => {
  const [first, second] = await Promise.all([open(), open()]);
  expect(second).toEqual(first);
  expect(await open()).toEqual(first);
  expect(readdirSync(directory).sort()).toEqual(["ca-key.pem", "ca.pem"]);
  for (const name of ["ca-key.pem", "ca.pem"]) {
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  }
  expect(readFileSync(first.certificateFile, "utf8")).toBe(first.certificate);
  expect(first.certificate).not.toContain("PRIVATE");
});

test("a CA that ends soon is replaced, and a certificate file that differs is written anew", async () => {
  const first = await open();
  writeFileSync(first.certificateFile, "something else");
  expect((await open()).certificate).toBe(first.certificate);
  expect(readFileSync(first.certificateFile, "utf8")).toBe(first.certificate);
  const later = await open(Date.now() + (CA_DAYS - 89) * DAY_MS);
  expect(later.certificate).not.toBe(first.certificate);
  expect(readFileSync(first.certificateFile, "utf8")).toBe(later.certificate);
});

test("what it signs is good for the names, and for nothing but a server", async () => {
  const ca = await open();
  const { certificate } = await issueServer(ca, ["127.0.0.1", "::1", "fleet.test"], Date.now());
  const server = new X509Certificate(certificate);
  const issuer = new X509Certificate(ca.certificate);
  expect(issuer.ca).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.verify(issuer.publicKey)).toBe(true);
  expect(server.checkIssued(issuer)).toBe(true);
  expect(server.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(server.checkHost("fleet.test")).toBe("fleet.test");
  expect(server.checkHost("other.test")).toBeUndefined();
});

test.each([
  ["ca-key.pem", "no key at all"],
  ["ca-key.pem", ""],
])("a file that holds something else is refused and left alone", async (name, text) => {
  writeFileSync(join(directory, name), text);
  expect(await openPrivateCa(directory, Date.now())).toMatchObject({
    code: "SIM_ERR_STORE_UNREADABLE",
    message: expect.stringContaining(
      "ca-key.pem to be the key and certificate of our CA",
    ) as string,
  });
  expect(readFileSync(join(directory, name), "utf8")).toBe(text);
});

test("without a data directory it lies with the user's data", () => {
  expect(defaultCaDirectory({ XDG_DATA_HOME: "/data" })).toBe("/data/ssm-fleet-sim");
  expect(defaultCaDirectory({ XDG_DATA_HOME: "data" })).toMatch(/\/\.local\/share\/ssm-fleet-sim$/);
});
