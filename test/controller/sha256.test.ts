import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256Hex } from "../../src/controller/sha256.ts";

test("the hash of any byte string is the one that Node's crypto computes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const byteString = Buffer.from(bytes).toString("latin1");
      expect(sha256Hex(byteString)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
  );
});
