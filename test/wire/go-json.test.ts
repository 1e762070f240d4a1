import { expect, test } from "vitest";
import { goInteger, goMap, goString } from "../../src/wire/go-json.ts";

test.each([
  ["signs of HTML", "<a>&b", String.raw`"\u003ca\u003e\u0026b"`],
  ["the separators U+2028 and U+2029", "\u2028\u2029", String.raw`"\u2028\u2029"`],
  ["quotes and backslashes", '"\\/', String.raw`"\"\\/"`],
  ["control characters with a short form", "\b\f\n\r\t", String.raw`"\b\f\n\r\t"`],
  ["other control characters", "\0\x01\x1f", String.raw`"\u0000\u0001\u001f"`],
  ["DEL, which stays", "\x7f", '"\x7f"'],
  ["characters outside ASCII, which stay", "é\ufffd😀", '"é\ufffd😀"'],
  ["a lone surrogate, which is lost", "\ud800<", `"\ufffd${String.raw`\u003c`}"`],
])("a text is escaped as Go escapes it: %s", (_title, text, json) => {
  expect(goString(text)).toBe(json);
});

test("keys of a map are in the order of their UTF-8 bytes", () => {
  const map = { "10": 1, "2": 2, b: 3, a: 4, "\uff5e": 5, "😀": 6, ab: 7 };
  expect(goMap(map, goInteger)).toBe('{"10":1,"2":2,"a":4,"ab":7,"b":3,"\uff5e":5,"😀":6}');
});

test("what is not a whole number is written as 0", () => {
  expect([137, -1, 0.5, Number.NaN, 1e300].map(goInteger)).toEqual(["137", "-1", "0", "0", "0"]);
});
