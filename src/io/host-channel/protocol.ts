/**
 * The host channel: how the controller's process and a host's process talk, one JSON text a message.
 *
 * It stands for what AWS has outside of Systems Manager: the instances themselves. A host says
 * which nodes it carries and in what state they are; the controller's admin API orders them about.
 * It is a WebSocket at `/_fleetsim/host`, one a host process; the agents' own control channels are
 * separate sockets, as in the real thing. Source: our choice.
 */
import { z } from "zod";
import { faultOrder } from "./fault-order.ts";
import { NODE_STATES } from "../../ssm/node-state.ts";
import type { NodeState } from "../../ssm/node-state.ts";

export const HOST_CHANNEL_PATH = "/_fleetsim/host";
/** Bytes of one message; a longer one closes the channel with 1009. */
export const HOST_MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** A request without an answer by then counts as failed. */
export const HOST_REQUEST_MS = 5_000;
/** Nodes in one message, and of all hosts together. */
export const HOST_NODES_MAX = 100_000;
/** Tags of one node. Source: AWS, "Tag your Amazon EC2 resources". */
const TAGS_MAX = 50;

const nodeId = z.string().regex(/^(i|mi)-[0-9a-f]{17}$/);
const nodeState = z.enum(Object.keys(NODE_STATES) as [NodeState, ...NodeState[]]);
const tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .refine((value) => Object.keys(value).length <= TAGS_MAX, `expected at most ${TAGS_MAX} tags`);

/** A node as its host reports it. */
export const hostNode = z.object({
  id: nodeId,
  state: nodeState,
  tags,
  profile: z.string().max(64),
  kind: z.enum(["simulated", "real-agent"]).default("simulated"),
});
export type HostNode = z.infer<typeof hostNode>;

/** What POST /_fleetsim/nodes asks for: the shape of a scenario's `fleet.nodes`. */
export const newNode = z.strictObject({
  name: z.string().min(1).max(64).optional(),
  count: z.int().min(1).max(10_000).optional(),
  id: nodeId.optional(),
  state: nodeState.optional(),
  profile: z.string().max(64).optional(),
  tags: tags.optional(),
  host: z.string().max(128).optional(),
});
export type NewNode = z.infer<typeof newNode>;

/** How busy a node is, as its agent sees it. */
export const nodeLoad = z.object({ id: nodeId, running: z.int(), queued: z.int() });
export type NodeLoad = z.infer<typeof nodeLoad>;

export const processEntry = z.object({
  node: z.string(),
  command: z.string(),
  pid: z.int(),
  args: z.string(),
  startedAt: z.string(),
  escaped: z.boolean(),
  containment: z.string(),
});
export type ProcessEntry = z.infer<typeof processEntry>;

export const NODE_ORDERS = ["stop", "start", "reboot", "terminate", "crash", "restart"] as const;
export type NodeOrderWord = (typeof NODE_ORDERS)[number];

/** Source: LiveGround of faults/live.ts. */
export const hostGround = z.object({
  processes: z.enum(["real", "simulated"]),
  agents: z.enum(["inside", "processes"]),
});

/** From a host. */
export const hostMessage = z.discriminatedUnion("type", [
  /** First message: who it is, and every node that it carries. */
  z.object({
    type: z.literal("hello"),
    host: z.string().min(1).max(128),
    nodes: z.array(hostNode).max(HOST_NODES_MAX),
    /** What its nodes are made of; an older host does not say it, and takes no faults. */
    faults: hostGround.optional(),
  }),
  z.object({ type: z.literal("nodesAdded"), nodes: z.array(hostNode).max(HOST_NODES_MAX) }),
  z.object({ type: z.literal("nodeRemoved"), node: nodeId }),
  z.object({ type: z.literal("nodeStateChanged"), node: nodeId, state: nodeState }),
  z.object({ type: z.literal("answer"), request: z.int(), result: z.unknown() }),
  z.object({
    type: z.literal("refusal"),
    request: z.int(),
    error: z.string(),
    expected: z.string(),
    found: z.string(),
  }),
  /** Lines of the host's trace (agents, processes, nodes), for the controller's. */
  z.object({
    type: z.literal("trace"),
    events: z.array(z.looseObject({ atMs: z.number(), source: z.string(), event: z.string() })),
  }),
]);
export type HostMessage = z.infer<typeof hostMessage>;

/** From the controller. Every request has one answer or refusal with its number. */
export const controllerMessage = z.discriminatedUnion("type", [
  /**
   * Answer to hello; said again when the controller has started over, as after a reset.
   * `epochMs` is the controller's time 0, so that traces share one time.
   */
  z.object({ type: z.literal("welcome"), epochMs: z.number(), wantsTrace: z.boolean() }),
  z.object({
    type: z.literal("order"),
    request: z.int(),
    node: nodeId,
    order: z.enum(NODE_ORDERS),
  }),
  /** End the process of a command's document worker alone. Answer: whether there was one. */
  z.object({
    type: z.literal("crashWorker"),
    request: z.int(),
    node: nodeId,
    command: z.string().max(1024),
  }),
  z.object({ type: z.literal("addNodes"), request: z.int(), node: newNode }),
  z.object({ type: z.literal("removeNode"), request: z.int(), node: nodeId }),
  /** What a fault has the host do to a node; answered when it was taken. */
  z.object({ type: z.literal("fault"), request: z.int(), node: nodeId, order: faultOrder }),
  /** A plan that acts on the host's nodes themselves, in a scenario file's words, with ids. */
  z.object({
    type: z.literal("putFault"),
    request: z.int(),
    number: z.int().min(1),
    plan: z.record(z.string(), z.unknown()),
  }),
  z.object({ type: z.literal("liftFault"), request: z.int(), number: z.int().min(1) }),
  /** Answer: NodeLoad[]. */
  z.object({ type: z.literal("listLoads"), request: z.int() }),
  /** Answer: ProcessEntry[]. */
  z.object({ type: z.literal("listProcesses"), request: z.int() }),
  /**
   * End all processes, forget all jobs, put every node back into the state it was born in; nodes
   * come up with the next welcome.
   */
  z.object({ type: z.literal("reset"), request: z.int() }),
]);
export type ControllerMessage = z.infer<typeof controllerMessage>;
