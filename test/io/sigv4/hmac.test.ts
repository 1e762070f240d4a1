import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hmac, prepareKey } from "../../../src/io/sigv4/hmac.ts";

test("the prepared HMAC is the HMAC", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array(), (key, message) => {
      const expected = createHmac("sha256", key).update(message).digest("hex");
      const text = Buffer.from(message).toString("latin1");
      expect(hmac(prepareKey(Buffer.from(key)), text).toString("hex")).toBe(expected);
    }),
  );
});
