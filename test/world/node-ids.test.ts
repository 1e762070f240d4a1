import { expect, test } from "vitest";
import { isNodeId } from "../../src/ssm/node-id.ts";
import { nodeIdsOf } from "../../src/world/node-ids.ts";

test("an id that is given changes no other one", () => {
  const given = "i-0123456789abcdef0";
  const [first, second, third] = nodeIdsOf("7", [undefined, undefined, undefined]);
  expect(nodeIdsOf("7", [undefined, given, undefined])).toEqual([first, given, third]);
  expect(new Set([first, second, third]).size).toBe(3);
  expect(isNodeId(first ?? "")).toBe(true);
  expect(nodeIdsOf("8", [undefined])).not.toEqual([first]);
});
