import { expect, test } from "vitest";
import { isNodeId, resourceTypeOf } from "../../src/ssm/node-id.ts";
import { readPattern } from "../../src/ssm/pattern.ts";

test.each([
  ["[0-9]{12}", ["123456789012"], ["1234567890123", "x123456789012"]],
  ["a|b", ["a", "b"], ["ab", ""]],
  ["(?i)all|[0-9]{12}", ["all", "ALL", "All", "123456789012"], ["alle", "(?i)all"]],
  ["^[\\p{L}\\p{Z}]*$", ["Größe 東京", ""], ["a1", "a\n"]],
  ["^[\\w\\.\\-\\:\\/ ]*$", ["a-b:c/d.e f"], ["ä", "a\\b"]],
  ["^(?!\\s*$).+", ["a", " a", "\u00a0"], ["", "   ", "\t", "a\nb", "a\u0085b"]],
  ["([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)", ["$LATEST", "$DEFAULT", "12"], ["0", "$latest", "1\n"]],
])("%s is matched against whole values, as Java does", (text, matching, failing) => {
  const { regExp } = readPattern(text);
  expect(matching.filter((value) => !regExp.test(value))).toEqual([]);
  expect(failing.filter((value) => regExp.test(value))).toEqual([]);
});

test("a node id is i- and 8 or 17 word characters, or mi- and 17", () => {
  const ids = ["i-12345678", "i-0123456789abcdef0", "mi-0123456789abcdef0"];
  expect(ids.filter(isNodeId)).toEqual(ids);
  expect(["i-123", "mi-12345678", "I-12345678", "i-12345678\n", ""].filter(isNodeId)).toEqual([]);
  expect(ids.map(resourceTypeOf)).toEqual(["EC2Instance", "EC2Instance", "ManagedInstance"]);
});
