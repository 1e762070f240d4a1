import { expect, test } from "vitest";
import { hostName } from "../../src/cli/host-name.ts";

test("a host keeps its name over restarts on one data directory", () => {
  expect(hostName("a", "/data")).toBe(hostName("a", "/data/"));
  expect(hostName("a", "/data")).toMatch(/^agent-[0-9a-f]{12}$/);
});

test("hosts of two machines, or of two directories, have two names", () => {
  const names = [hostName("a", "/data"), hostName("b", "/data"), hostName("a", "/data/b")];
  expect(new Set(names).size).toBe(3);
});

test("a host without a data directory has a new name each time", () => {
  expect(hostName("a", undefined)).not.toBe(hostName("a", undefined));
});
