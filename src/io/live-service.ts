/**
 * The live service: the controller behind one port, for AWS clients, agents, hosts and people.
 *
 * This file only puts the parts together and takes them apart again; the order of stopping is that
 * nothing new gets in, what was accepted becomes durable and is answered, and then all is closed.
 */
import type { Logger } from "pino";
import { CONTROLLER_DEFAULTS } from "../controller/options.ts";
import type { ControllerOptions } from "../controller/options.ts";
import { Prng } from "../kernel/prng.ts";
import type { TraceReader } from "../kernel/trace.ts";
import { apiError } from "../ssm/error.ts";
import { startClock } from "./clock.ts";
import type { LiveClock } from "./clock.ts";
import { CallFaults } from "./faults/call-faults.ts";
import { FAULTS_OWNER } from "./faults/gate-parts.ts";
import type { GateParts } from "./faults/gate-parts.ts";
import { Gate } from "./faults/gate.ts";
import { LiveFaults } from "./faults/live-faults.ts";
import type { LivePlans } from "./faults/live-faults.ts";
import { liveHands } from "./faults/live-hands.ts";
import { Hosts } from "./host-channel/hosts.ts";
import type { NearHost } from "./host-channel/hosts.ts";
import type { AdminContext } from "./server/admin-context.ts";
import { Authority } from "./server/authority.ts";
import type { AuthOptions } from "./server/authority.ts";
import { ChannelTokens } from "./server/channel-token.ts";
import { ControlChannels } from "./server/control-channels.ts";
import { HostCheck } from "./server/host-check.ts";
import { handleRequest } from "./server/http-routes.ts";
import { Listeners } from "./server/listeners.ts";
import type { Addresses, TlsOptions } from "./server/listeners.ts";
import { LiveCore } from "./server/live-core.ts";
import { WaitingPolls } from "./server/waiting-polls.ts";
import { listNode } from "./server/node-listing.ts";
import type { NodeListing } from "./server/node-listing.ts";
import { reachedNames } from "./server/reached-names.ts";
import { openSessionKey, SessionCredentials } from "./server/session-credentials.ts";
import { CLOSE_GOING_AWAY, SWEEP_MS } from "./server/socket-bounds.ts";
import { StartError } from "./server/start-error.ts";
import { TraceFeed } from "./server/trace-feed.ts";
import type { TraceOptions } from "./server/trace-feed.ts";
import { TraceRoute } from "./server/trace-route.ts";
import { UpgradeRoutes } from "./server/upgrade-routes.ts";
import { openControllerStore } from "./store/controller-store.ts";
import type { ControllerStore } from "./store/controller-store.ts";
import { storeError } from "./store/store-error.ts";

export interface ServiceOptions {
  /** The address to listen on. @defaultValue 127.0.0.1 */
  readonly host?: string;
  /** 0 takes any free one. @defaultValue 0 */
  readonly port?: number;
  /** Names besides loopback's and `host` that a request's Host may have. */
  readonly allowHosts?: readonly string[];
  /** The same routes once more, over TLS: real agents insist on it. */
  readonly tls?: TlsOptions;
  /** Where records become durable; without it memory is all there is. */
  readonly dataDirectory?: string;
  /** Pages of 4 KiB that the store may grow to. */
  readonly storePagesMax?: number;
  /** Keys that requests have to be signed with; without it anyone may do anything. */
  readonly auth?: AuthOptions;
  /** A data directory keeps the seed that it was born with. */
  readonly seed: string;
  readonly controller?: Partial<Omit<ControllerOptions, "epochMs">>;
  readonly trace?: TraceOptions;
  readonly log: Logger;
  /** @defaultValue real time, from the data directory's time 0 on */
  readonly clock?: LiveClock;
}

export interface LiveService {
  /** `http://HOST:PORT`. */
  readonly url: string;
  readonly port: number;
  /** `https://HOST:PORT`; null without TLS. */
  readonly tlsUrl: string | null;
  /** In force: a data directory goes on with the one that it was born with. */
  readonly seed: string;
  /** What goes wrong on purpose. */
  readonly faults: LivePlans;
  /** What it runs on, for whoever plays with it in this process. */
  readonly core: LiveCore;
  /** A host in this very process, which hears of faults at once. */
  stayNear(host: NearHost): void;
  /** Every node that the controller knows, as it is now. */
  nodes(): readonly NodeListing[];
  /** Hears every trace event from now on; answers how to end that. */
  onStatus(listener: TraceReader): () => void;
  /** Ends the service: what was accepted is durable, and no handle stays open. */
  stop(): Promise<void>;
}

/**
 * Starts a service and waits until it listens.
 *
 * Errors: rejects with StartError: SIM_ERR_BIND, SIM_ERR_STORE_LOCKED, SIM_ERR_STORE_VERSION,
 *   SIM_ERR_STORE_UNREADABLE.
 */
export async function startService(options: ServiceOptions): Promise<LiveService> {
  const { host = "127.0.0.1", port = 0, tls, log } = options;
  const sessions = openSessions(options);
  const store = openStore(options);
  const parts = assemble(options, store, sessions);
  const { core, listeners } = parts;
  let addresses: Addresses;
  try {
    takeUp(core);
    addresses = await listeners.open({ host, port, names: namesOf(options), tls, log });
  } catch (cause) {
    await stop(parts, store);
    throw cause;
  }
  log.info({ ...addresses, data: options.dataDirectory ?? null }, "the service listens");
  let stopping: Promise<void> | undefined;
  return {
    ...addresses,
    seed: store?.born.seed ?? options.seed,
    faults: parts.faults,
    core,
    stayNear: (host) => parts.hosts.stayNear(host),
    nodes: () => {
      const nodes = core.controller?.nodes.values() ?? [];
      return Array.from(nodes, (node) => listNode(node, parts.hosts));
    },
    onStatus: (listener) => parts.feed.listen(listener),
    stop: () => (stopping ??= stop(parts, store)),
  };
}

function namesOf({ host = "127.0.0.1", allowHosts = [] }: ServiceOptions): readonly string[] {
  return reachedNames(host, allowHosts);
}

/** Starts a core over what its store holds. Errors: throws SIM_ERR_STORE_UNREADABLE. */
function takeUp(core: LiveCore): void {
  try {
    core.start();
  } catch (cause) {
    const { code, message } = storeError("SIM_ERR_STORE_UNREADABLE", "records of ours", cause);
    throw new StartError(code, message, cause);
  }
}

interface Parts {
  readonly core: LiveCore;
  readonly listeners: Listeners;
  readonly hosts: Hosts;
  readonly channels: ControlChannels;
  readonly polls: WaitingPolls;
  readonly feed: TraceFeed;
  readonly traceRoute: TraceRoute;
  readonly faults: LiveFaults;
  readonly sweep: NodeJS.Timeout;
}

function openStore(options: ServiceOptions): ControllerStore | undefined {
  const { dataDirectory: directory, storePagesMax: pagesMax, clock, seed } = options;
  if (directory === undefined) return undefined;
  const born = { epochMs: (clock ?? startClock()).epochMs, seed };
  const store = openControllerStore({ directory, born, ...(pagesMax && { pagesMax }) });
  if ("code" in store) throw new StartError(store.code, store.message);
  return store;
}

/** A message goes to the node's polls, or to its socket. */
function agentPorts(channels: ControlChannels, polls: WaitingPolls): typeof channels.ports {
  return {
    sendFrame: (node, epoch, message) => {
      if (!polls.send(node, epoch, message)) channels.ports.sendFrame(node, epoch, message);
    },
    closeChannel: (node, epoch) => {
      polls.replaced(node, epoch);
      channels.ports.closeChannel(node, epoch);
    },
  };
}

function openSessions({ dataDirectory }: ServiceOptions): SessionCredentials {
  const key = openSessionKey(dataDirectory);
  if (typeof key !== "string") throw new StartError(key.code, key.message);
  return new SessionCredentials(key);
}

function assemble(
  options: ServiceOptions,
  store: ControllerStore | undefined,
  sessions: SessionCredentials,
): Parts {
  const { log } = options;
  const clock = options.clock ?? startClock(store?.born.epochMs);
  const seed = store?.born.seed ?? options.seed;
  const controller = { ...CONTROLLER_DEFAULTS, ...options.controller, epochMs: clock.epochMs };
  const header = { v: 1, seed, options: { controller } };
  const feed = new TraceFeed({ ...options.trace, appends: store !== undefined }, header, log);
  const traceRoute = new TraceRoute(feed);
  const tokens = new ChannelTokens();
  const gateParts: GateParts = {
    core: () => core,
    seams: () => faults.board.seams,
    show: (event) => faults.see(event),
  };
  const gate: Gate = new Gate({ ...gateParts, isIdle: () => faults.board.isIdle });
  const channels = new ControlChannels(() => core, tokens, gate);
  const polls = new WaitingPolls(
    () => core,
    () => channels.takeEpoch(),
  );
  const hosts = new Hosts({
    core: () => core,
    nodeLeft: (node) => faults.nodeLeft(node),
    takesTrace: options.trace?.fromHosts,
  });
  const publicKeyOf = (node: string) => core.controller?.nodes.get(node)?.registration?.publicKey;
  const core: LiveCore = new LiveCore({
    ...{ controller, seed, clock, store, log },
    trace: feed.trace,
    ports: agentPorts(channels, polls),
    onRestart: () => {
      channels.closeAll();
      polls.closeAll();
      hosts.reportAll();
    },
    onCrash: () => {
      channels.resetAll();
      polls.breakAll();
    },
    dispatch: (due) => {
      if (due.owner === FAULTS_OWNER) faults.dispatch(due);
      else gate.frames.due(due.payload);
    },
  });
  const hands = liveHands({
    ...{ core: () => core, gate, channels, polls },
    orders: (node, order) => hosts.fault(node, order),
  });
  const prng = Prng.seeded(seed).fork("faults");
  const faults: LiveFaults = new LiveFaults({ core: () => core, gate, hands, hosts, prng });
  const calls = new CallFaults(gateParts, gate.requests);
  const authority = new Authority({
    auth: options.auth,
    sessions: (accessKeyId, token, nowMs) => {
      const session = sessions.find(accessKeyId, token, nowMs);
      const isStale = !("code" in session) && publicKeyOf(session.node) === undefined;
      return isStale ? apiError("UnrecognizedClientException") : session;
    },
    publicKeyOf,
  });
  const hostCheck = new HostCheck(namesOf(options));
  const isDurable = store !== undefined;
  const admin: AdminContext = { core, hosts, channels, feed, traceRoute, isDurable, faults };
  const upgrades = new UpgradeRoutes({
    core,
    authority,
    hostCheck,
    channels,
    hosts,
    requests: gate.requests,
  });
  const listeners = new Listeners({
    request: (request, response) => {
      const routes = { hostCheck, authority, tokens, sessions, polls, admin, faults: calls };
      handleRequest(routes, request, response);
    },
    upgrade: (request, socket, head) => upgrades.handle(request, socket, head),
    unread: (code) => core.write("client", { event: "call.refused", operation: "", code }),
  });
  const sweep = setInterval(() => {
    channels.sweep();
    polls.sweep();
    hosts.sweep();
  }, SWEEP_MS);
  return { core, listeners, hosts, channels, polls, feed, traceRoute, faults, sweep };
}

async function stop(parts: Parts, store: ControllerStore | undefined): Promise<void> {
  const { core, listeners, hosts, channels, polls, feed, traceRoute, sweep } = parts;
  clearInterval(sweep);
  listeners.close();
  hosts.closeAll(CLOSE_GOING_AWAY, "the controller stops");
  core.stop();
  channels.closeAll();
  polls.closeAll();
  traceRoute.close();
  // Answers and close frames that were just written leave before their sockets do.
  await new Promise((resolve) => setImmediate(resolve));
  hosts.cutAll();
  channels.cutAll();
  await listeners.cutAll();
  await feed.close();
  store?.close();
}
