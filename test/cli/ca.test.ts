import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fleetsim, withFleetsim } from "./fleetsim.ts";

test("ca prints the certificate that the TLS port of the same data directory is signed with", async () => {
  const directory = mkdtempSync(join(tmpdir(), "fleetsim-ca-"));
  try {
    const printed = await fleetsim(["ca", "--data", directory]);
    const file = join(directory, "ca.pem");
    expect(printed).toMatchObject({ code: 0, stdout: `${file}\n`, stderr: "" });
    const ca = readFileSync(file, "utf8");
    const args = ["controller", "--port", "0", "--tls-port", "0", "--data", directory, "--json"];
    await withFleetsim(args, async (running) => {
      const [line] = await running.says(/^.*\n/);
      const { tls } = JSON.parse(line) as { tls: string };
      expect(tls).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      const status = await new Promise((resolve, reject) => {
        const request = get(`${tls}/_fleetsim/health`, { ca }, ({ statusCode }) =>
          resolve(statusCode),
        );
        request.on("error", reject);
      });
      expect(status).toBe(200);
      expect(await running.end()).toMatchObject({ code: 0 });
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
