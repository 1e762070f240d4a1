import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesPattern, readAllowedPattern } from "../../src/controller/allowed-pattern.ts";

function matches(pattern: string, value: string): boolean | "tooLong" {
  const read = readAllowedPattern(pattern);
  if ("problem" in read) throw new Error(`${pattern}: ${read.problem}`);
  return matchesPattern(read, value);
}

test.each([
  ["^[a-zA-Z0-9_\\-]{3,8}$", ["abc", "a_b-c", "12345678"], ["ab", "123456789", "a b"]],
  ["([1-9][0-9]{0,4})|(172800)", ["1", "99999", "172800"], ["0", "172801", ""]],
  ["(?i)yes|no", ["yes", "YES", "No"], ["y", "yesno"]],
  ["a+?b*", ["a", "aab"], ["b", ""]],
  ["(ab)*c?", ["", "ab", "ababc", "c"], ["abab a", "ba"]],
  ["[^/]*", ["", "plain"], ["a/b"]],
  ["[]a]+", ["]", "a]"], ["b"]],
  ["\\d{4}-\\d\\d", ["2026-01"], ["2026-1"]],
  ["\\S+@\\w+\\.com", ["me@example.com"], ["me @example.com", "me@example-com"]],
  ["[\\w.-]+", ["a.b-c_9"], ["a b"]],
  [".", ["x", "😀"], ["", "\n", "xy"]],
  ["a{0,2}|^$", ["", "aa"], ["aaa"]],
])("%s takes %j and refuses %j", (pattern, good, bad) => {
  for (const value of good) expect([value, matches(pattern, value)]).toEqual([value, true]);
  for (const value of bad) expect([value, matches(pattern, value)]).toEqual([value, false]);
});

test.each([
  ["(", 'expected ")" at character 2'],
  ["a)", 'unmatched ")" at character 2'],
  ["[a", 'expected "]" at character 3'],
  ["*a", 'nothing before "*"'],
  ["a**", "a repetition of a repetition"],
  ["a{2,1}", "nothing that can be repeated"],
  ["a{x}", "no such repetition"],
  ["(?=a)", 'a group of the kind "(?="'],
  ["(a)\\1", 'the escape "\\1"'],
  ["[z-a]", "a range that is none"],
  ["a".repeat(1025), "expected at most 1024 characters"],
  ["(".repeat(60), "groups are nested too deep"],
  ["((a{100}){100}){100}", "more than 5000 steps"],
])("%s is a problem", (pattern, problem) => {
  const read = readAllowedPattern(pattern);
  expect("problem" in read ? read.problem : "read").toContain(problem);
});

describe("no pattern can hang the controller", () => {
  test.each(["(a+)+b", "(a|a)*b", "a*a*a*a*a*a*b", "(.*,){11}P"])("%s", (pattern) => {
    expect(matches(pattern, "a".repeat(10_000))).toBe(false);
  });

  test("a value that would cost too much is not matched at all", () => {
    expect(matches("a{4000}", "a".repeat(60_000))).toBe("tooLong");
  });
});

test("what both can read, JavaScript reads alike", () => {
  const piece = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", "\\d", "x");
  const times = fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}", "{0,}");
  const pattern = fc
    .array(
      fc.tuple(piece, times).map((pair) => pair.join("")),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(""));
  const value = fc.string({ unit: fc.constantFrom("a", "b", "x", "1"), maxLength: 8 });
  fc.assert(
    fc.property(pattern, pattern, value, (one, other, text) => {
      const whole = `${one}|${other}`;
      expect(matches(whole, text)).toBe(new RegExp(`^(?:${whole})$`, "u").test(text));
    }),
    { seed: 7, numRuns: 2000 },
  );
});
