/**
 * Admin routes of the whole service: health, processes, reset.
 */
import { z } from "zod";
import { processEntry } from "../host-channel/protocol.ts";
import type { ProcessEntry } from "../host-channel/protocol.ts";
import { adminError } from "./admin-context.ts";
import type { AdminAnswer, AdminContext } from "./admin-context.ts";

/** `GET health`: 200 while calls are served, else 503. */
export function health({ core, hosts, channels, feed, isDurable }: AdminContext): AdminAnswer {
  const value = {
    status: core.isServing ? "ok" : core.isDown ? "down" : "storeFails",
    store: isDurable ? "durable" : "memory",
    upMs: core.clock.nowMs(),
    nodes: core.controller?.nodes.size ?? 0,
    hosts: hosts.joined.length,
    channels: channels.count,
    refused: feed.refusals.counts,
    defects: core.defects,
  };
  return { status: core.isServing ? 200 : 503, value };
}

/** `GET processes`: of every host that answers in time. */
export async function listProcesses({ hosts }: AdminContext): Promise<AdminAnswer> {
  const asked = hosts.joined.map((host) => host.request({ type: "listProcesses" }));
  const value: ProcessEntry[] = [];
  for (const answer of await Promise.all(asked)) {
    const list = answer.ok ? z.array(processEntry).safeParse(answer.result) : undefined;
    value.push(...(list?.data ?? []));
  }
  return { status: 200, value };
}

/**
 * `POST reset`: faults end first, then hosts, so that no agent still works for a command that is forgotten.
 *
 * The controller forgets even when a host fails; the answer is then that host's problem.
 */
export async function reset({ core, hosts, feed, faults }: AdminContext): Promise<AdminAnswer> {
  faults.healAll();
  const answers = await Promise.all(hosts.joined.map((host) => host.request({ type: "reset" })));
  const error = core.reset();
  if (error !== undefined) {
    // The hosts have started over all the same: their nodes may come up.
    hosts.reportAll();
    const expected = "the store to forget";
    return adminError(500, { error: error.code, expected, found: error.message });
  }
  feed.ring.clear();
  core.write("kernel", { event: "fleet.reset" });
  for (const answer of answers) if (!answer.ok) return adminError(answer.status, answer.problem);
  return { status: 200, value: {} };
}
