import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fleetsim, withFleetsim } from "./fleetsim.ts";

test("with --auth people are told which key to sign with, and agents what is missing", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-test-"));
  const file = join(directory, "keys.json");
  writeFileSync(file, JSON.stringify({ keys: [{ id: "MINE", secret: "s3cret" }] }));
  try {
    await withFleetsim(["up", "--port", "0", "--nodes", "1", "--auth", file], async (running) => {
      const url = await running.ready();
      expect(running.stderr).toContain(
        "export AWS_ACCESS_KEY_ID=MINE AWS_SECRET_ACCESS_KEY=SECRET",
      );
      expect(running.stderr).not.toContain("s3cret");
      const unsigned = await fleetsim(["agent", "--controller", url]);
      expect(unsigned.code).toBe(69);
      expect(unsigned.stderr).toContain(
        "MissingAuthenticationToken: it expected a request that is signed with a key of --auth",
      );
      const wrong = await fleetsim(["agent", "--controller", url, "--key", "MINE:other"]);
      expect(wrong.stderr).toContain("InvalidSignatureException: it expected a request");
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
