/**
 * WebSocket upgrades: control channels of agents, and channels of hosts.
 *
 * Everything that can be refused is refused before the upgrade, with an HTTP status and a body.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { ERRORS } from "../../ssm/error.ts";
import type { ApiError } from "../../ssm/error.ts";
import { FRAME_BYTES_MAX } from "../../wire/frame.ts";
import type { Hosts } from "../host-channel/hosts.ts";
import { HOSTS_MAX } from "../host-channel/hosts.ts";
import { HOST_CHANNEL_PATH, HOST_MESSAGE_BYTES_MAX } from "../host-channel/protocol.ts";
import type { AdminError } from "./answer.ts";
import type { RequestGate } from "../faults/request-gate.ts";
import type { Authority } from "./authority.ts";
import type { ControlChannels } from "./control-channels.ts";
import type { HostCheck } from "./host-check.ts";
import type { LiveCore } from "./live-core.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";
import { resetStream } from "./reset-stream.ts";
import { CHANNEL_PATH } from "./route-paths.ts";

/** A longer message closes the socket with 1009; one past FRAME_BYTES_MAX is only dropped. */
const CHANNEL_MESSAGE_BYTES_MAX = 2 * FRAME_BYTES_MAX;

export interface UpgradeParts {
  readonly core: LiveCore;
  readonly authority: Authority;
  readonly hostCheck: HostCheck;
  readonly channels: ControlChannels;
  readonly hosts: Hosts;
  readonly requests: RequestGate;
}

interface Refusal extends AdminError {
  readonly status: number;
}

export class UpgradeRoutes {
  private readonly parts: UpgradeParts;
  private readonly channelServer = webSocketServer(CHANNEL_MESSAGE_BYTES_MAX, false);
  private readonly hostServer = webSocketServer(HOST_MESSAGE_BYTES_MAX, true);

  constructor(parts: UpgradeParts) {
    this.parts = parts;
  }

  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { hostCheck, hosts } = this.parts;
    const foreign = hostCheck.refuse(request.headers);
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    const node = CHANNEL_PATH.exec(path)?.[1];
    if (node !== undefined && this.parts.core.isDown) {
      resetStream(socket);
      return;
    }
    const refusal =
      foreign === undefined
        ? this.refusalOf(request, { path, query, node })
        : { status: 403, error: "ForeignRequest", ...foreign };
    if (refusal !== undefined) {
      this.noteRefusal(path, node, refusal.error);
      refuse(socket, refusal);
    } else if (node === undefined) {
      this.hostServer.handleUpgrade(request, socket, head, (ws) => hosts.accept(ws));
    } else {
      const { requests } = this.parts;
      if (requests.isWatching)
        requests.upgrade(node, socket, () => this.open(request, socket, head, node));
      else this.open(request, socket, head, node);
    }
  }

  private open(request: IncomingMessage, socket: Duplex, head: Buffer, node: string): void {
    this.channelServer.handleUpgrade(request, socket, head, (ws) => {
      this.parts.channels.accept(ws, socket, node);
    });
  }

  private refusalOf(
    request: IncomingMessage,
    { path, query, node }: { path: string; query: string; node: string | undefined },
  ): Refusal | undefined {
    if (path === HOST_CHANNEL_PATH) return this.refuseHost(request);
    return node === undefined ? unknownPath(path) : this.refuseChannel(request, node, query);
  }

  private noteRefusal(path: string, node: string | undefined, error: string): void {
    const { core } = this.parts;
    if (node !== undefined) core.write("link", { event: "link.refused", node, reason: error });
    else {
      const operation = path.slice(0, OPERATION_SHOWN_MAX);
      core.write("link", { event: "call.refused", operation, code: error });
    }
  }

  private refuseHost(request: IncomingMessage): Refusal | undefined {
    const { authority, hosts } = this.parts;
    const unsigned = authority.refuseAdmin(request, NO_BODY);
    if (unsigned !== undefined) return refusalOf(unsigned);
    if (!hosts.isFull) return undefined;
    const expected = `at most ${HOSTS_MAX} hosts`;
    return { status: 503, error: "TooManyHosts", expected, found: "as many" };
  }

  private refuseChannel(
    request: IncomingMessage,
    node: string,
    query: string,
  ): Refusal | undefined {
    const parameters = new URLSearchParams(query);
    if (parameters.get("role") !== "subscribe" || parameters.get("stream") !== "input") {
      const expected = "role=subscribe&stream=input";
      return { status: 400, error: "ValidationException", expected, found: query.slice(0, 80) };
    }
    const unsigned = this.parts.authority.refuse(request, NO_BODY, "ssmmessages", node);
    if (unsigned !== undefined) return refusalOf(unsigned);
    if (this.parts.core.admits(node)) return undefined;
    const expected = "a node that is known and in a state to connect";
    return { status: 403, error: "AccessDeniedException", expected, found: node.slice(0, 80) };
  }
}

/** Characters of a path that the trace shows. */
const OPERATION_SHOWN_MAX = 80;
const NO_BODY = Buffer.alloc(0);

function webSocketServer(maxPayload: number, autoPong: boolean): WebSocketServer {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong,
    maxPayload,
    handleProtocols: () => false,
  });
  server.on("wsClientError", (error, socket) => {
    const expected = "a WebSocket handshake of version 13";
    refuse(socket, { status: 400, error: "BadHandshake", expected, found: error.message });
  });
  return server;
}

function refuse(socket: Duplex, { status, ...problem }: Refusal): void {
  refuseUpgrade(socket, status, JSON.stringify(problem));
}

function refusalOf({ code, message }: ApiError): Refusal {
  const expected = "a request that is signed with a key of --auth";
  return { status: ERRORS[code].httpStatus, error: code, expected, found: message };
}

function unknownPath(path: string): Refusal {
  const expected = "a path that takes WebSockets";
  return { status: 404, error: "UnknownRoute", expected, found: path.slice(0, 80) };
}
