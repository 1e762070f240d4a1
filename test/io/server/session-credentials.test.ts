import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  openSessionKey,
  SESSION_MS,
  SessionCredentials,
} from "../../../src/io/server/session-credentials.ts";

const NODE = "mi-0123456789abcdef0";
const sessions = new SessionCredentials("k");

test("credentials are found by key and token until they expire", () => {
  const { accessKeyId, secretAccessKey, sessionToken, expiresMs } = sessions.issue(NODE, 1000);
  expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(expiresMs).toBe(1000 + SESSION_MS);
  const find = (nowMs: number) => sessions.find(accessKeyId, sessionToken, nowMs);
  expect(find(expiresMs - 1)).toEqual({ node: NODE, secretAccessKey });
  expect(find(expiresMs)).toMatchObject({ code: "ExpiredTokenException" });
});

test("whatever is not a token of this key is refused", () => {
  const one = sessions.issue(NODE, 0);
  const other = sessions.issue(NODE, 0);
  const foreign = new SessionCredentials("l").issue(NODE, 0);
  const tokens = ["", ".", "a.b", "x".repeat(2000), foreign.sessionToken, other.sessionToken];
  tokens.push(one.sessionToken.slice(1), `${one.sessionToken}a`);
  for (const token of tokens) {
    expect(sessions.find(one.accessKeyId, token, 1)).toMatchObject({
      code: "UnrecognizedClientException",
    });
  }
});

test("a data directory keeps its key, for its owner alone", () => {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-key-"));
  try {
    const key = openSessionKey(directory);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(openSessionKey(directory)).toBe(key);
    expect(statSync(join(directory, "session-key")).mode & 0o777).toBe(0o600);
    writeFileSync(join(directory, "session-key"), "else");
    expect(openSessionKey(directory)).toMatchObject({ code: "SIM_ERR_STORE_UNREADABLE" });
    expect(openSessionKey(undefined)).not.toBe(openSessionKey(undefined));
  } finally {
    rmSync(directory, { recursive: true });
  }
});
