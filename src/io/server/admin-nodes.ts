/**
 * Admin routes of nodes: list, add, remove, and the orders of their life.
 *
 * The controller only knows of nodes; their hosts make them, end them and order them about. What a
 * host refuses is answered in the host's words.
 */
import { z } from "zod";
import type { RegisteredNode } from "../../controller/registered-node.ts";
import type { HostConnection } from "../host-channel/host-connection.ts";
import { hostNode, newNode, nodeLoad } from "../host-channel/protocol.ts";
import type { NewNode, NodeLoad, NodeOrderWord } from "../host-channel/protocol.ts";
import { adminError } from "./admin-context.ts";
import type { AdminAnswer, AdminContext, AdminRequest } from "./admin-context.ts";
import { listNode } from "./node-listing.ts";

/** `GET nodes`. */
export async function listNodes(context: AdminContext): Promise<AdminAnswer> {
  const { core, hosts } = context;
  const answers = await Promise.all(
    hosts.joined.map((host) => host.request({ type: "listLoads" })),
  );
  const loads = new Map<string, NodeLoad>();
  for (const answer of answers) {
    const list = answer.ok ? z.array(nodeLoad).safeParse(answer.result) : undefined;
    for (const load of list?.data ?? []) loads.set(load.id, load);
  }
  const nodes = [...(core.controller?.nodes.values() ?? [])];
  const value = nodes.map((node) => {
    // Null where nobody can say: a real agent, a host that is gone.
    const { running, queued } = loads.get(node.id) ?? { running: null, queued: null };
    return { ...listNode(node, hosts), running, queued };
  });
  return { status: 200, value };
}

/** `POST nodes`. */
export async function addNodes(
  context: AdminContext,
  { body }: AdminRequest,
): Promise<AdminAnswer> {
  const wanted = readNewNode(body);
  if ("status" in wanted) return wanted;
  const { core, hosts } = context;
  if (wanted.id !== undefined && core.controller?.nodes.has(wanted.id) === true) {
    const expected = "an id that no node of the fleet has";
    return adminError(409, { error: "NodeExists", expected, found: wanted.id });
  }
  const host = wanted.host === undefined ? hosts.emptiest : hosts.named(wanted.host);
  if (host === undefined) {
    const expected = "a host that has joined";
    return adminError(409, { error: "NoHost", expected, found: wanted.host ?? "none" });
  }
  const answer = await host.request({ type: "addNodes", node: wanted });
  if (!answer.ok) return adminError(answer.status, answer.problem);
  const nodes = z.array(hostNode).safeParse(answer.result);
  if (!nodes.success) return brokenAnswer(host);
  const conflict = hosts.add(host, nodes.data);
  if (conflict !== undefined) {
    const expected = "nodes that no other host carries";
    return adminError(409, { error: "NodeExists", expected, found: conflict });
  }
  return { status: 201, value: nodes.data.map(({ id }) => present(context, id)) };
}

/** `DELETE nodes/{id}`: answers the node as it was. */
export async function removeNode(
  context: AdminContext,
  { parts: [id = ""] }: AdminRequest,
): Promise<AdminAnswer> {
  const { core, hosts } = context;
  const node = core.controller?.nodes.get(id);
  if (node === undefined) return unknownNode(id);
  const value = listNode(node, hosts);
  const host = hosts.hostOf(id);
  if (host === undefined) {
    hosts.remove(undefined, id);
    return { status: 200, value };
  }
  const answer = await host.request({ type: "removeNode", node: id });
  if (!answer.ok) return adminError(answer.status, answer.problem);
  hosts.remove(host, id);
  return { status: 200, value };
}

/** `POST nodes/{id}/{order}`. */
export async function orderNode(
  context: AdminContext,
  { parts: [id = "", order] }: AdminRequest,
): Promise<AdminAnswer> {
  if (context.core.controller?.nodes.has(id) !== true) return unknownNode(id);
  const host = context.hosts.hostOf(id);
  if (host === undefined) {
    const expected = "a node whose host has joined";
    return adminError(409, { error: "NotDrivable", expected, found: `${id} without a host` });
  }
  // The router takes no other words.
  const answer = await host.request({ type: "order", node: id, order: order as NodeOrderWord });
  if (!answer.ok) return adminError(answer.status, answer.problem);
  return { status: 202, value: present(context, id) };
}

/** `POST nodes/{id}/deny-channel` and `allow-channel`: whether it gets its next control channel. */
export function denyChannel(
  context: AdminContext,
  { parts: [id = "", word] }: AdminRequest,
): AdminAnswer {
  if (context.core.controller?.nodes.has(id) !== true) return unknownNode(id);
  context.core.input({ type: word === "deny" ? "channel.denied" : "channel.allowed", node: id });
  return { status: 200, value: present(context, id) };
}

function readNewNode(body: Buffer): NewNode | AdminAnswer {
  const text = body.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Expected: a client may send anything.
    const expected = "a JSON object that describes a node";
    return adminError(400, { error: "SerializationException", expected, found: "no JSON" });
  }
  const result = newNode.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "a node" : issue.path.join(".");
  const expected = `${place}: ${issue?.message ?? "another value"}`;
  // The text as it came: a value may nest too deep to be written again.
  const found = text.slice(0, 200);
  return adminError(400, { error: "ValidationException", expected, found });
}

/** A node after what was done to it; its id alone when it is gone already. */
function present({ core, hosts }: AdminContext, id: string): unknown {
  const node: RegisteredNode | undefined = core.controller?.nodes.get(id);
  return node === undefined ? { id } : listNode(node, hosts);
}

function unknownNode(id: string): AdminAnswer {
  const found = id.slice(0, 80);
  return adminError(404, { error: "UnknownNode", expected: "a node of the fleet", found });
}

function brokenAnswer(host: HostConnection): AdminAnswer {
  const expected = "an answer of the host's protocol";
  return adminError(502, { error: "HostBroken", expected, found: `another from ${host.name}` });
}
