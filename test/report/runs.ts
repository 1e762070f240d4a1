/**
 * Virtual runs for reports that no other test has: cancels that come to nothing.
 */
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { cancel, facts, makeOnlineWorld, send } from "../world/fixture.ts";
import { N0, play } from "../scenario/runs.ts";
import type { Run } from "../scenario/runs.ts";

/** Ten commands are cancelled at once, those that run last, shortly before they are over. */
export function burstRun(): Run {
  const made = makeOnlineWorld();
  const commands = Array.from({ length: 10 }, () =>
    send(made.world, "sleep 3", { InstanceIds: [N0] }),
  );
  play(made, 3000);
  for (const command of commands.reverse()) cancel(made.world, command);
  play(made, 10_000);
  const [refused] = facts(made.events, "job.acked").filter(({ code }) => code === "51402");
  return { events: made.events, command: String(refused?.["cancels"]) };
}

/** A cancel that can't be sent while the process ends, and a controller that dies of it or not. */
export function unsentRun(dies: boolean): Run {
  const made = makeOnlineWorld({ keepsRows: true });
  const command = send(made.world, "sleep 3", { InstanceIds: [N0] });
  play(made, 1000);
  made.world.cut(N0);
  cancel(made.world, command);
  if (dies) made.world.crashController(1000);
  play(made, 5000);
  made.world.heal(N0);
  play(made, 400_000);
  return { events: made.events, command };
}

/** The client cancels while the report of the end is on its way. */
export function reportedRun(): Run {
  const latencyMs = { minMs: 20, maxMs: 20 };
  const made = makeOnlineWorld({ options: { ...VIRTUAL_DEFAULTS, latencyMs } });
  const command = send(made.world, "sleep 1", { InstanceIds: [N0] });
  made.world.runUntilTrue(
    () => facts(made.events, "job.ended").length > 0,
    made.world.nowMs + 10_000,
  );
  play(made, 5);
  cancel(made.world, command);
  play(made, 5000);
  return { events: made.events, command };
}

/** A command is cancelled when it has ended, long ago. */
export function lateRun(): Run {
  const made = makeOnlineWorld();
  const command = send(made.world, "exit 3", { InstanceIds: [N0] });
  play(made, 60_000);
  cancel(made.world, command);
  play(made, 1000);
  return { events: made.events, command };
}
