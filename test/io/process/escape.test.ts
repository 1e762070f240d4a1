/**
 * Who leaves its run: seen while it lives, told once the run is over, ended with the fleet.
 */
import { describe, expect, it } from "vitest";
import type { ProcessListing } from "../../../src/process/process-event.ts";
import { availableKinds, gone, listedAs, makeSpec, withProcesses } from "./process-fixture.ts";

const KINDS = await availableKinds();

describe.each(KINDS)("with containment by %s", (containment) => {
  it("a setsid child that survives its killed run is told as escaped, and ended by stopAll", () =>
    withProcesses({ containment }, async (fixture) => {
      const { processes } = fixture;
      processes.start(1, makeSpec("setsid sleep 631 & sleep 632 & echo up; sleep 633"));
      await listedAs(fixture, ["sleep 631", "sleep 632", "sleep 633"]);
      processes.signalGroup(1, "SIGKILL");
      processes.runEnded(1);
      await fixture.until(() => fixture.escaped.has(1));
      const listed = await processes.list();
      expect(listed).toMatchObject([
        { args: "sleep 631", escaped: true, containment, command: "command-1" },
      ]);
      const [survivor] = listed as [ProcessListing];
      expect(fixture.escaped.get(1)).toEqual([survivor.pid]);
      await processes.stopAll();
      await gone(survivor.pid);
      await fixture.untilEvent(1, "process.closed");
    }));

  it("a run that is killed whole is never told as escaped, and is forgotten", () =>
    withProcesses({ containment }, async (fixture) => {
      const { processes } = fixture;
      processes.start(1, makeSpec("sleep 634 & sleep 634"));
      await listedAs(fixture, ["sleep 634", "sleep 634"]);
      processes.signalGroup(1, "SIGKILL");
      processes.runEnded(1);
      await fixture.untilEvent(1, "process.closed");
      await fixture.until(() => fixture.goneRuns.length > 0);
      expect(fixture.goneRuns).toEqual([1]);
      expect(fixture.escaped.size).toBe(0);
    }));

  it("a run whose survivors live is not told as gone before they have ended", () =>
    withProcesses({ containment }, async (fixture) => {
      const { processes } = fixture;
      processes.start(1, makeSpec("setsid sleep 638 >/dev/null 2>&1 & exit 0"));
      await fixture.untilEvent(1, "process.closed");
      processes.runEnded(1);
      await fixture.until(() => fixture.escaped.has(1));
      expect(fixture.goneRuns).toEqual([]);
      await processes.stopNode(makeSpec("").node);
      expect(fixture.goneRuns).toEqual([1]);
    }));

  it("a run that never started is told as gone once it is over", () =>
    withProcesses({ containment }, async (fixture) => {
      const { processes } = fixture;
      processes.start(1, makeSpec("exit 0", { workingDirectory: "/no/such/directory" }));
      await fixture.untilEvent(1, "process.failed");
      expect(fixture.goneRuns).toEqual([]);
      processes.runEnded(1);
      await fixture.until(() => fixture.goneRuns.length > 0);
      expect(fixture.goneRuns).toEqual([1]);
    }));

  it("a setsid child keeps its run's name when another run of the node is alive", () =>
    withProcesses({ containment }, async (fixture) => {
      const { processes } = fixture;
      processes.start(1, makeSpec("setsid sleep 635 & exit 0", { commandId: "first" }));
      processes.start(2, makeSpec("sleep 636", { commandId: "second" }));
      await listedAs(fixture, ["sleep 635", "sleep 636"]);
      const names = (await processes.list()).map(({ args, command }) => [args, command]);
      expect(names).toContainEqual(["sleep 635", "first"]);
      expect(names).toContainEqual(["sleep 636", "second"]);
    }));
});

describe.each(KINDS.filter((kind) => kind !== "marker"))(
  "with containment by %s",
  (containment) => {
    it("a child without environment, session, parent and output is found and ended", () =>
      withProcesses({ containment }, async (fixture) => {
        const { processes } = fixture;
        const script = "env -i setsid sleep 637 </dev/null >/dev/null 2>&1 & exit 0";
        processes.start(1, makeSpec(script));
        await fixture.untilEvent(1, "process.closed");
        processes.runEnded(1);
        await fixture.until(() => fixture.escaped.has(1));
        const [pid = 0] = fixture.escaped.get(1) ?? [];
        const [listed] = await processes.list();
        expect(listed).toMatchObject({ pid, args: "sleep 637", escaped: true });
        await processes.stopAll();
        await gone(pid);
      }));
  },
);
