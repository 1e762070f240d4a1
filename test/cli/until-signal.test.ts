import { expect, test } from "vitest";
import { untilSignal } from "../../src/cli/until-signal.ts";
import { startHost } from "../../src/io/live-host.ts";
import { SILENT } from "../io/server/with-service.ts";

const OUTPUT = { out: () => {}, say: () => {} };

function listeners(): number {
  return process.listenerCount("SIGHUP") + process.listenerCount("SIGTERM");
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends what has started, the latest first",
  async (name) => {
    const stopped: string[] = [];
    const before = listeners();
    await untilSignal(OUTPUT, ({ onEnd }) => {
      onEnd(() => Promise.resolve(void stopped.push("service")));
      onEnd(() => Promise.resolve(void stopped.push("host")));
      process.emit(name);
      return Promise.resolve();
    });
    expect(stopped).toEqual(["host", "service"]);
    expect(listeners()).toBe(before);
  },
);

test("a signal breaks a start off, which is no failure then", async () => {
  await untilSignal(OUTPUT, async ({ signal }) => {
    const start = startHost({
      ...{ controllerUrl: "http://127.0.0.1:1", patienceMs: 3_600_000, hostName: "h" },
      ...{ nodes: [], processes: "simulated", region: "us-east-1", seed: "1" },
      ...{ log: SILENT, signal },
    });
    process.emit("SIGTERM");
    await expect(start).rejects.toThrow();
    throw signal.reason;
  });
});

test("a start that fails by itself fails, once what it had added is stopped", async () => {
  let isStopped = false;
  const run = untilSignal(OUTPUT, ({ onEnd }) => {
    onEnd(() => Promise.resolve(void (isStopped = true)));
    return Promise.reject(new Error("no port"));
  });
  await expect(run).rejects.toThrow("no port");
  expect(isStopped).toBe(true);
});
