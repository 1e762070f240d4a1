/**
 * A live service with one host, as `fleetsim up` has them, and what tests do to it and see of it.
 *
 * Everything waits for an event of the trace; nothing waits for time.
 */
import { onTestFinished } from "vitest";
import type { FaultPlan } from "../../../src/faults/plan.ts";
import { faultOf } from "../../../src/faults/faults.ts";
import type { LiveHost, HostOptions } from "../../../src/io/live-host.ts";
import { startService } from "../../../src/io/live-service.ts";
import type { LiveService, ServiceOptions } from "../../../src/io/live-service.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { nodeId, quickNode, withHost } from "../host/fixture.ts";
import { SILENT, call, json } from "../server/with-service.ts";

export const NODE = nodeId(1);
const WAIT_MS_MAX = 10_000;

export interface LiveFleet {
  readonly service: LiveService;
  readonly host: LiveHost;
  /** Every event since the fleet was online. */
  readonly events: TraceEvent[];
  /** The first event from now on, or that was there already, of which this is so. */
  until(what: string, isSo: (event: TraceEvent) => boolean): Promise<TraceEvent>;
}

/** A fleet of one quick node, unless told otherwise; it is online. */
export async function liveFleet(
  hostOptions: Partial<HostOptions> = {},
  serviceOptions: Partial<ServiceOptions> = {},
): Promise<LiveFleet> {
  const service = await startService({ seed: "1", log: SILENT, ...serviceOptions });
  onTestFinished(() => service.stop());
  const events: TraceEvent[] = [];
  const hearers = new Set<() => void>();
  service.onStatus((event) => {
    events.push(event);
    for (const hear of hearers) hear();
  });
  const host = await withHost(service.url, { nodes: [quickNode(1)], ...hostOptions });
  const until = (what: string, isSo: (event: TraceEvent) => boolean): Promise<TraceEvent> =>
    new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        clearTimeout(timeout);
        hearers.delete(hear);
        settle();
      };
      const hear = (): void => {
        const found = events.find(isSo);
        if (found !== undefined) done(() => resolve(found));
      };
      const timeout = setTimeout(() => {
        const seen = events.map((event) => JSON.stringify(event)).join("\n");
        done(() => reject(new Error(`expected ${what}; found\n${seen}`)));
      }, WAIT_MS_MAX);
      hearers.add(hear);
      hear();
    });
  const online = await host.online();
  // An agent's end of a channel is open before the service's is.
  const polls = serviceOptions.controller?.controlChannels === "denied";
  const by = polls ? "ec2messages" : undefined;
  await until("every channel", () => online.every((node) => isOpen(events, node, by)));
  events.splice(0);
  return { service, host, events, until };
}

function isOpen(events: readonly TraceEvent[], node: string, by: string | undefined): boolean {
  return events.some(isEvent("link.opened", { node, service: by }));
}

/** A plan of a fault with what it takes, in a file's words. */
export function plan(name: string, params: unknown, more: Partial<FaultPlan> = {}): FaultPlan {
  const fault = faultOf(name);
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  return { fault, params: fault.params.parse(params), scope: {}, fromMs: 0, ...more };
}

/** Sends a script to the node; answers the command's id. */
export async function send(fleet: LiveFleet, script: string, node = NODE): Promise<string> {
  const answer = await call(fleet.service, "SendCommand", {
    DocumentName: "AWS-RunShellScript",
    InstanceIds: [node],
    Parameters: { commands: [script] },
  });
  if (answer.status !== 200) throw new Error(answer.text);
  return (json(answer) as { Command: { CommandId: string } }).Command.CommandId;
}

/** Whether an event says that a command has come to this status on its node. */
export function reached(command: string, to: string): (event: TraceEvent) => boolean {
  return (event) =>
    event.event === "status.changed" &&
    event.command === command &&
    event.node !== undefined &&
    event["to"] === to;
}

/** Whether an event is of this name, with these facts. */
export function isEvent(
  name: string,
  facts: Readonly<Record<string, unknown>> = {},
): (event: TraceEvent) => boolean {
  return (event) =>
    event.event === name && Object.entries(facts).every(([fact, value]) => event[fact] === value);
}
