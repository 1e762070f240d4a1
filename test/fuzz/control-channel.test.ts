/**
 * The control channel's socket under 100,000 frames, most of them wrong, from several sockets side
 * by side. Nobody else notices, and nothing stays behind.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startService } from "../../src/io/live-service.ts";
import type { LiveService } from "../../src/io/live-service.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { DECODE_ERRORS } from "../../src/wire/decode-error.ts";
import { call, http, json, reportHealth, sendCommand, SILENT } from "../io/server/with-service.ts";
import { Babbler } from "./babbler.ts";
import { AgentFrames } from "./agent-frames.ts";
import { GoodAgent } from "./good-agent.ts";
import { bytesHeld, resourcesAtRest } from "./leaks.ts";

const SEED = process.env["FUZZ_SEED"] ?? "1";
const BABBLERS = 8;
/** Code is compiled, buffers and the ring are filled. */
const WARM_UP_FRAMES = 20_000;
const FRAMES = 100_000;
const RING_LINES = 2_000;
const COMMANDS = 20;
const MIB = 1_048_576;
/** A hundred bytes of each frame that stayed behind would be past it. */
const GROWTH_MAX = 8 * MIB;
/** Of the record of one command, which stays for 30 days. */
const COMMAND_BYTES_MAX = 16_384;

/** Each kind of refusal has to be met, or the frames are not what they should be. */
const REASONS = [
  ...Object.keys(DECODE_ERRORS).filter((code) => /_(FRAME|PAYLOAD)_/.test(code)),
  ...["text", "notForController", "unknownJob", "foreignJob", "oldOffer", "channelClosing"],
];

interface Health {
  readonly refused: { readonly frames: Readonly<Record<string, number>> };
}

const GOOD = "mi-00000000000000001";
const AWAY = "mi-00000000000000002";
const BABBLING = Array.from({ length: BABBLERS }, (_, at) => `mi-000000000000001${at}0`);

test(`100,000 frames, seed ${SEED}`, { timeout: 120_000 }, async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "fleetsim-fuzz-"));
  const options = { seed: "1", log: SILENT, dataDirectory, trace: { ringLines: RING_LINES } };
  let service = await startService(options);
  try {
    const known = await accept(service);
    const commands = await list(service, known.away);
    const idle = await resourcesAtRest();
    const good = await GoodAgent.join(service.url, GOOD);
    const fuzz = new Fuzz(service, good, known);
    await fuzz.until(WARM_UP_FRAMES);
    const [bytesBefore, roundsBefore] = [await bytesHeld(), good.rounds.length];
    await fuzz.until(WARM_UP_FRAMES + FRAMES);

    expect(good.isOpen).toBe(true);
    for (const [at, { status, code, output }] of good.rounds.entries()) {
      expect([status, code, output]).toEqual(["Cancelled", 137, `round ${at}\n`]);
    }
    expect(Math.max(...good.rounds.map(({ tookMs }) => tookMs))).toBeLessThan(15_000);
    expect(fuzz.closedSockets).toBeGreaterThan(BABBLERS);
    good.hangUp();
    expect(await resourcesAtRest(idle)).toEqual(idle);

    const roundsSince = good.rounds.length - roundsBefore;
    const grown = (await bytesHeld()) - bytesBefore - roundsSince * COMMAND_BYTES_MAX;
    expect(grown).toBeLessThan(GROWTH_MAX);
    const [, ...lines] = (await http(`${service.url}/_fleetsim/trace`)).text.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(RING_LINES + 1);
    const health = json(await http(`${service.url}/_fleetsim/health`)) as Health;
    expect(health).toMatchObject({ status: "ok", channels: 0, defects: 0, nodes: 2 + BABBLERS });
    expect(Object.keys(health.refused.frames)).toEqual(expect.arrayContaining(REASONS));

    const all = await list(service);
    expect(all.size).toBe(COMMANDS + BABBLERS + good.rounds.length);
    for (const [id, command] of commands) expect(all.get(id)).toEqual(command);
    await service.stop();
    service = await startService(options);
    expect(await list(service)).toEqual(all);
  } finally {
    await service.stop();
    rmSync(dataDirectory, { recursive: true });
  }
});

/** Commands that were accepted beforehand. */
interface Known {
  /** Of a node that is away: they wait for it. */
  readonly away: readonly string[];
  /** One of each babbling node, in their order. */
  readonly babbling: readonly string[];
}

async function accept(service: LiveService): Promise<Known> {
  await reportHealth(service, AWAY);
  const away: string[] = [];
  for (let left = COMMANDS; left > 0; left -= 1) away.push(await sendCommand(service, AWAY));
  const babbling: string[] = [];
  for (const node of BABBLING) {
    await reportHealth(service, node);
    babbling.push(await sendCommand(service, node));
  }
  return { away, babbling };
}

/** All babblers, and the good agent at its work beside them. */
class Fuzz {
  private seen = 0;
  private readonly good: GoodAgent;
  private readonly babblers: readonly Babbler[];

  constructor(service: LiveService, good: GoodAgent, known: Known) {
    this.good = good;
    service.onStatus(({ event, source, node, reason }) => {
      const isDropped = event === "frame.dropped" && reason !== "channel closed";
      const isIn = event === "frame.received" || isDropped;
      if (source === "link" && node !== GOOD && isIn) this.seen += 1;
    });
    const others = known.away.map((id) => `aws.ssm.${id}.${AWAY}`);
    this.babblers = BABBLING.map((node, at) => {
      const own = [`aws.ssm.${known.babbling[at]!}.${node}`];
      const around = { node, own: () => own, foreign: () => [...others, good.jobId, good.jobId] };
      const fuzzer = new AgentFrames(Prng.seeded(SEED).fork(node), around);
      return new Babbler(service.url, node, fuzzer);
    });
  }

  get closedSockets(): number {
    return this.babblers.reduce((sum, { closed }) => sum + closed, 0);
  }

  /** Goes on until the service has read so many frames since the start. */
  async until(frames: number): Promise<void> {
    const isOver = () => this.seen >= frames;
    await Promise.all([
      this.good.work(isOver),
      ...this.babblers.map((babbler) => babbler.babble(isOver)),
    ]);
  }
}

/** Commands by their id, as clients see them: those asked for, or all. */
async function list(
  service: LiveService,
  ids?: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const commands = new Map<string, unknown>();
  let NextToken: string | undefined;
  do {
    const answer = await call(service, "ListCommands", { MaxResults: 50, NextToken });
    const page = json(answer) as { Commands: { CommandId: string }[]; NextToken?: string };
    for (const command of page.Commands) commands.set(command.CommandId, command);
    NextToken = page.NextToken;
  } while (NextToken !== undefined && NextToken !== "");
  return ids === undefined ? commands : new Map(ids.map((id) => [id, commands.get(id)]));
}
