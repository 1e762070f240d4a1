/** The stand-in for a real agent proves something because it is not ours: it shares no code. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RealAgent } from "./client.ts";
import { withBench } from "./bench.ts";

const FILES = ["client.ts", "exchange.ts", "frame.ts", "replay.ts", "signature.ts", "worker.ts"];

test.each(FILES)("%s imports nothing of ours but its neighbours", (file) => {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  const imported = [...text.matchAll(/^(import type|import)[^"]*"([^"]+)";/gm)];
  expect(imported.length).toBeGreaterThan(0);
  for (const [, , from = ""] of imported.filter(([, keyword]) => keyword === "import")) {
    const isNeighbour = from.startsWith("./") && FILES.includes(from.slice(2));
    expect([from, isNeighbour || from === "ws" || from.startsWith("node:")]).toEqual([from, true]);
  }
  expect(text).not.toContain("import(");
});

test("it trusts the private CA and nothing else", async () => {
  await withBench(async (bench) => {
    expect(bench.tlsUrl).toMatch(/^https:/);
    const stranger = new RealAgent(bench.tlsUrl, OTHER_ROOTS);
    try {
      await expect(stranger.register(await bench.activate())).rejects.toThrow(/certificate/);
    } finally {
      stranger.stop();
    }
  });
});

/** No root at all. */
const OTHER_ROOTS = "";
