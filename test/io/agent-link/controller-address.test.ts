import { expect, test } from "vitest";
import { ControllerAddress } from "../../../src/io/agent-link/controller-address.ts";

test.runIf(process.platform === "linux")("a fleet on loopback has 500 nodes an address", () => {
  const address = ControllerAddress.parse("http://127.0.0.1:4590");
  expect([0, 499, 500, 999, 1_000].map((index) => address?.localAddress(index))).toEqual([
    undefined,
    undefined,
    "127.0.0.3",
    "127.0.0.3",
    "127.0.0.4",
  ]);
  const addresses = Array.from({ length: 100_000 }, (_, index) => address?.localAddress(index));
  expect(new Set(addresses).size).toBe(200);
  expect(address?.localAddress(125_000)).toBe("127.0.1.2");
});

test.each(["http://example.com", "http://[::1]:4590", "http://10.0.0.1"])(
  "towards %s the system chooses the address",
  (url) => {
    expect(ControllerAddress.parse(url)?.localAddress(100_000)).toBeUndefined();
  },
);
