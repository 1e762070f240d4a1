/** A small fleet that does what fleets do: reports, commands, cancels, for some virtual hours. */
import { call, createFleet, HOUR_MS, play, sendByTag } from "../../bench/virtual-fleet.ts";

const world = createFleet(60);
const [first, second] = [...world.host.nodes].map((node) => node.id);
for (let hour = 0; hour < 3; hour += 1) {
  play(world, hour * HOUR_MS + HOUR_MS / 2);
  const CommandId = sendByTag(world, "role", "web");
  play(world, hour * HOUR_MS + HOUR_MS / 2 + 10_000);
  call(world, "CancelCommand", { CommandId, InstanceIds: [first, second] });
  play(world, (hour + 1) * HOUR_MS);
}
