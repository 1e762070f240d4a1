/**
 * Recorded runs of the real agent, played against ours: side by side, over real sockets, with
 * real processes. The long ones begin first, so that all together take little more than them.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIVE_DEFAULTS } from "../../src/world/fleet-options.ts";
import { LIVE } from "./cases.ts";
import { differences } from "./compare.ts";
import { LiveTheatre } from "./live-stage.ts";
import { playRecording } from "./player.ts";
import { loadRecording } from "./recording.ts";
import type { Recording } from "./recording.ts";
import { SHORTER, shorten } from "./shorter.ts";

/** The machine of the recordings says what it is in one of them. */
const OPTIONS = {
  ...LIVE_DEFAULTS.agent,
  platformName: "Debian GNU/Linux",
  platformVersion: "12",
  // Of a machine under load: our controller acknowledges at once, but may have to wait its turn.
  replyAckMs: 10_000,
};

const cases = LIVE.map((name) => ({ name, recording: shorten(name, loadRecording(name)) })).sort(
  (left, right) => lengthMs(right.recording) - lengthMs(left.recording),
);

let theatre: LiveTheatre;
beforeAll(async () => {
  theatre = await LiveTheatre.open();
});
afterAll(() => theatre.close());

describe.concurrent("the simulated agent says what the real one said", () => {
  for (const { name, recording } of cases) {
    test(`${name}: ${recording.about}`, { timeout: 120_000 }, async () => {
      const stage = await theatre.stage(
        { ...OPTIONS, ...SHORTER[name]?.options },
        recording.service,
      );
      const heard = await playRecording(name, recording, stage);
      expect([...heard.problems, ...differences(recording, heard.messages)]).toEqual([]);
    });
  }
});

function lengthMs({ agent }: Recording): number {
  return Math.max(...agent.map(({ atMs }) => atMs));
}
