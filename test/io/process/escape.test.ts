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
      // Its number is free again only when the watch has seen that nothing of it lives.
      await expect
        .poll(async () => {
          processes.start(1, makeSpec("exit 5"));
          const exits = (): number =>
            fixture.eventsOf(1).filter(({ type }) => type === "process.exited").length;
          const answers = (): number => fixture.eventsOf(1).length;
          const before = answers();
          await fixture.until(() => answers() > before);
          return exits();
        })
        .toBeGreaterThan(0);
      expect(fixture.escaped.size).toBe(0);
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
