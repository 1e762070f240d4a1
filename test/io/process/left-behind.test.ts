/**
 * simulatorStopsItself: the operating system is asked what is left of a fleet.
 */
import { execa } from "execa";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findLeftBehind, whatOutlivesTheEnd } from "../../../src/io/process/left-behind.ts";
import { MARK_VARIABLE } from "../../../src/io/process/run.ts";
import { availableKinds, makeSpec, withProcesses } from "./process-fixture.ts";

const KINDS = await availableKinds();

describe.each(KINDS)("a fleet that contained by %s", (containment) => {
  it("leaves nothing behind, whatever its scripts have started", () =>
    withProcesses({ containment }, async (fleet) => {
      const { processes, directory } = fleet;
      const script = "setsid sleep 671 & nohup sleep 672 & trap '' TERM; echo up; sleep 673";
      processes.start(1, makeSpec(script));
      await fleet.untilEvent(1, "process.started");
      await fleet.until(() => fleet.outputOf(1, "stdout") === "up\n");
      // The last one begins behind the word that was waited for.
      await expect
        .poll(() => findLeftBehind(directory).map(({ args }) => args))
        .toEqual(expect.arrayContaining(["sleep 671", "sleep 672", "sleep 673"]));
      await processes.stopAll();
      expect(await whatOutlivesTheEnd(directory)).toEqual([]);
    }));
});

describe("a look at what is left of a fleet", () => {
  it.each(["mark", "working directory", "open file"] as const)(
    "knows a process by its %s",
    async (by) => {
      const directory = mkdtempSync(path.join(tmpdir(), "fleetsim-left-"));
      const child = leave(directory, by);
      try {
        await expect.poll(() => findLeftBehind(directory)).toMatchObject([{ by }]);
        expect(await whatOutlivesTheEnd(directory)).toMatchObject([{ pid: child.pid, by }]);
      } finally {
        child.kill("SIGKILL");
        await child;
      }
      expect(findLeftBehind(directory)).toEqual([]);
      rmSync(directory, { recursive: true });
    },
  );

  it("takes no stranger for one of ours: not one of a directory with a like name", async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "fleetsim-left-"));
    const other = `${directory}-other`;
    const child = execa("sleep", ["674"], {
      env: { [MARK_VARIABLE]: "0.1", HOME: other },
      reject: false,
    });
    expect(findLeftBehind(directory)).toEqual([]);
    child.kill("SIGKILL");
    await child;
    rmSync(directory, { recursive: true });
  });
});

/** A process that a fleet has forgotten to end. */
function leave(directory: string, by: "mark" | "working directory" | "open file") {
  const env = by === "mark" ? { [MARK_VARIABLE]: "0.1", HOME: path.join(directory, "home") } : {};
  const cwd = by === "working directory" ? { cwd: directory } : {};
  const script = by === "open file" ? `exec sleep 675 > ${directory}/out` : "exec sleep 675";
  return execa("sh", ["-c", script], { env, ...cwd, reject: false });
}
