import fc from "fast-check";
import { expect, test } from "vitest";
import { byteStringOfText, decodeUtf8, textOfByteString, wellFormed } from "../../src/wire/utf8.ts";

test.each([
  ["a lone continuation byte", "\x80", "\ufffd"],
  ["a sequence cut after two of three bytes", "\xe2\x82", "\ufffd\ufffd"],
  ["a cut sequence before text", "\xe2\x82ok", "\ufffd\ufffdok"],
  ["a sequence cut after three of four bytes", "\xf0\x9f\x98", "\ufffd\ufffd\ufffd"],
  ["too long a form of a slash", "\xc0\xaf", "\ufffd\ufffd"],
  ["too long a form with three bytes", "\xe0\x80\xaf", "\ufffd\ufffd\ufffd"],
  ["a surrogate", "\xed\xa0\x80", "\ufffd\ufffd\ufffd"],
  ["a code point past the last", "\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"],
  ["bytes that never occur", "\xfe\xff", "\ufffd\ufffd"],
  ["whole characters between lost bytes", "\xff\xc3\xa9\xff\xf0\x9f\x98\x80", "\ufffdé\ufffd😀"],
  ["a mark of byte order", "\xef\xbb\xbfx\xff", "\ufeffx\ufffd"],
])("as in Go, each byte that is not UTF-8 becomes one U+FFFD: %s", (_title, bytes, text) => {
  expect(textOfByteString(bytes)).toBe(text);
});

test("a text comes back from its byte string", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(textOfByteString(byteStringOfText(text))).toBe(text);
    }),
    { seed: 1, numRuns: 1_000 },
  );
});

test("whole sequences among any bytes are read as the platform reads them", () => {
  const platform = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
      const bytes = Buffer.from(`${text}?`);
      bytes[bytes.length - 1] = 0xff;
      expect(decodeUtf8(bytes)).toBe(`${platform.decode(bytes.subarray(0, -1))}\ufffd`);
    }),
    { seed: 2, numRuns: 1_000 },
  );
});

test("a lone surrogate becomes U+FFFD and a pair stays", () => {
  expect(wellFormed("a\ud800b\udc00😀")).toBe("a\ufffdb\ufffd😀");
  expect(byteStringOfText("\ud800")).toBe("\xef\xbf\xbd");
});
