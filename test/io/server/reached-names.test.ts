import { expect, test } from "vitest";
import { HostCheck } from "../../../src/io/server/host-check.ts";
import { reachedNames, urlHost } from "../../../src/io/server/reached-names.ts";

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["", "127.0.0.1"],
  ["::", "[::1]"],
  ["[::]", "[::1]"],
  ["::1", "[::1]"],
  ["192.0.2.7", "192.0.2.7"],
  ["2001:DB8::7", "[2001:db8::7]"],
])("what listens on %j is reached by %s, and takes it as a Host", (host, expected) => {
  expect(urlHost(host)).toBe(expected);
  const check = new HostCheck(reachedNames(host, []));
  expect(check.refuse({ host: `${urlHost(host)}:4590` })).toBeUndefined();
});
