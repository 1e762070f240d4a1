/**
 * Cases that are played in less time than they were recorded in, and by what right.
 *
 * A wait is only shortened where it is an option of the agent, or of those who start it; what
 * comes behind it in the recording is moved earlier by as much.
 */
import type { AgentOptions } from "../../src/agent/options.ts";
import type { Recording } from "./recording.ts";

export interface Shortening {
  /** What is later than this in the recording is earlier by `byMs`. */
  readonly afterMs: number;
  readonly byMs: number;
  readonly options: Partial<AgentOptions>;
  readonly why: string;
}

export const SHORTER: Readonly<Record<string, Shortening>> = {
  "45-worker-sigkill-midrun": {
    afterMs: 10_000,
    byMs: 36_000,
    options: { workerLostMs: 24_000 },
    why: "workerLostMs is an option: 24 s for 60 s, so that the orphan still ends before",
  },
  "46-agent-worker-sigkill-midrun": {
    afterMs: 10_000,
    byMs: 42_000,
    options: {},
    why: "how soon a killed agent is started again is not the agent's: 17 s for 59 s",
  },
};

/** The recording as it is played. */
export function shorten(name: string, recording: Recording): Recording {
  const shortening = SHORTER[name];
  if (shortening === undefined) return recording;
  const { afterMs, byMs } = shortening;
  const move = <Timed extends { readonly atMs: number }>(timed: Timed): Timed =>
    timed.atMs <= afterMs ? timed : { ...timed, atMs: timed.atMs - byMs };
  return {
    ...recording,
    controller: recording.controller.map(move),
    agent: recording.agent.map(move),
  };
}
