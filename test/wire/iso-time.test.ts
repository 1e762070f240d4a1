import { expect, test } from "vitest";
import { formatIsoTime, parseIsoTime, TIME_MS_MAX } from "../../src/wire/iso-time.ts";

test.each([
  "2026-11-24T02:19:01.008Z",
  "1970-01-01T00:00:00.000Z",
  "0001-01-01T00:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
  "2024-02-29T12:00:00.500Z",
])("%s is read and written back", (text) => {
  const timeMs = parseIsoTime(text);
  expect(timeMs).toBeTypeOf("number");
  expect(formatIsoTime(timeMs ?? Number.NaN)).toBe(text);
});

test.each([
  "",
  "2026-11-24",
  "2026-11-24T02:19:01Z",
  "2026-11-24T02:19:01.008+00:00",
  "2026-02-30T00:00:00.000Z",
  "2026-13-01T00:00:00.000Z",
  "2026-11-24T24:00:00.000Z",
  "2026-11-24T02:19:01.008Z ",
])("'%s' is not a time", (text) => {
  expect(parseIsoTime(text)).toBeUndefined();
});

test("a time outside the years 0 to 9999 is written as the nearer end", () => {
  expect(formatIsoTime(TIME_MS_MAX + 1)).toBe("9999-12-31T23:59:59.999Z");
  expect(formatIsoTime(-1e300)).toBe("0000-01-01T00:00:00.000Z");
  expect(formatIsoTime(Number.NaN)).toBe("1970-01-01T00:00:00.000Z");
});

test("every day of four centuries, and the first and last one, is read as a Date reads it", () => {
  const dayMs = 86_400_000;
  const firstMs = Date.UTC(1999, 11, 31, 23, 59, 59, 999);
  const days = Array.from({ length: 146_097 }, (_, day) => firstMs + day * dayMs);
  const ends = [Date.parse("0000-01-01T00:00:00.000Z"), Date.parse("0000-03-01T00:00:00.000Z")];
  const wrong = [...days, ...ends, TIME_MS_MAX].filter(
    (timeMs) => parseIsoTime(new Date(timeMs).toISOString()) !== timeMs,
  );
  expect(wrong).toEqual([]);
});

test.each(["2023-02-29", "2100-02-29", "2024-04-31", "2024-00-10", "2024-10-00", "2024-10-32"])(
  "%s is no day",
  (day) => {
    expect(parseIsoTime(`${day}T00:00:00.000Z`)).toBeUndefined();
  },
);

test.each(["24:00:00", "23:60:00", "23:59:60"])("%s is no time of day", (time) => {
  expect(parseIsoTime(`2024-01-01T${time}.000Z`)).toBeUndefined();
});
