/**
 * The judge of a fleet: what is late, and lines that the trace has dropped.
 */
import { expect, test } from "vitest";
import { FleetJudge } from "../../src/fleet/fleet-judge.ts";
import { TraceLog } from "../../src/kernel/trace-log.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";

const NODE = "i-00000000000000001";
const COMMAND = "00000000-0000-4000-8000-000000000000";
const EXPIRES_MS = 3_600_000;

const ACCEPTED: TraceEvent = {
  seq: 0,
  atMs: 0,
  source: "controller",
  event: "command.accepted",
  command: COMMAND,
  targets: [NODE],
  maxConcurrency: 50,
  maxErrors: 0,
  deliveryEndsMs: EXPIRES_MS,
  expiresMs: EXPIRES_MS,
};

function started(seq: number): TraceEvent {
  const [node, command] = [NODE, COMMAND];
  return {
    seq,
    atMs: seq,
    source: "process",
    event: "process.started",
    node,
    command,
    step: "one",
  };
}

function broken(judge: FleetJudge, log: TraceLog, nowMs: number) {
  return judge.violations({}, { nowMs, log, names: new Map([[NODE, "web"]]) });
}

test("what is late by now counts, and did not before", () => {
  const judge = new FleetJudge();
  const log = new TraceLog(10);
  judge.see(ACCEPTED);
  log.push(ACCEPTED);
  const late = (nowMs: number) =>
    broken(judge, log, nowMs).filter(({ property }) => property === "commandsEnd");
  expect(late(EXPIRES_MS)).toEqual([]);
  expect(late(2 * EXPIRES_MS)).toMatchObject([{ command: COMMAND, events: [ACCEPTED] }]);
  expect(late(EXPIRES_MS)).toEqual([]);
});

test("what was broken in lines that are dropped by now is known, without the lines", () => {
  const judge = new FleetJudge();
  const log = new TraceLog(10);
  for (let seq = 0; seq < 100; seq += 1) {
    const event = seq < 2 ? started(seq) : { ...started(seq), event: "call.answered" as const };
    judge.see(event);
    log.push(event);
  }
  const found = broken(judge, log, 100).filter(({ property }) => property === "atMostOneStart");
  expect(found).toMatchObject([{ node: "web", nodeId: NODE, command: COMMAND, events: [] }]);
});
