/**
 * The handshake of a control channel: CreateControlChannel, the upgrade, the opening message.
 *
 * Every failure is an answer with its reason. A refusal whose text holds `<AccessDeniedException>`
 * is told apart, because a real agent falls back to polling on it.
 */
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { AgentOptions } from "../../agent/options.ts";
import {
  ACCESS_DENIED,
  decodeCreateControlChannelAnswer,
  encodeCreateControlChannelRequest,
} from "../../wire/create-control-channel.ts";
import { isDecodeError } from "../../wire/decode-error.ts";
import { FRAME_BYTES_MAX } from "../../wire/frame.ts";
import { encodeOpenControlChannel } from "../../wire/open-control-channel.ts";
import type { Calls } from "./calls.ts";
import type { ControllerAddress } from "./controller-address.ts";
import type { RequestSigner } from "./sign-request.ts";

/** The upgrade's time limit. Source: the agent's HTTP timeout. */
const UPGRADE_MS = 15_000;

export interface Handshake {
  readonly calls: Calls;
  readonly signer: RequestSigner;
  readonly address: ControllerAddress;
  readonly node: string;
  readonly options: AgentOptions;
  readonly drawId: () => string;
  readonly localAddress: string | undefined;
  /** True when the agent has given up meanwhile. */
  readonly isOver: () => boolean;
  /** Told of the socket while it connects, so that it can be ended. */
  readonly connecting: (socket: WebSocket) => void;
}

/** An opened socket is paused until whoever gets it listens. */
export type HandshakeOutcome =
  | { readonly type: "opened"; readonly socket: WebSocket; readonly stream: Duplex }
  | { readonly type: "refused"; readonly reason: string };

/** Opens one channel; never throws or rejects. */
export async function openSocket(handshake: Handshake): Promise<HandshakeOutcome> {
  const path = `/v1/control-channel/${handshake.node}`;
  const created = await handshake.calls.post({
    path,
    service: "ssmmessages",
    headers: { "content-type": "application/json" },
    body: encodeCreateControlChannelRequest({ requestId: handshake.drawId() }),
  });
  if (created.type === "failed") return refused(`CreateControlChannel: ${created.reason}`);
  if (created.status !== 201) {
    const isDenied = created.body.includes(`<${ACCESS_DENIED}>`);
    return refused(isDenied ? ACCESS_DENIED : `CreateControlChannel: status ${created.status}`);
  }
  const answer = decodeCreateControlChannelAnswer(created.body);
  if (isDecodeError(answer)) return refused(answer.message);
  if (handshake.isOver()) return refused("given up");
  const outcome = await upgrade(handshake, `${path}?role=subscribe&stream=input`);
  if (outcome.type === "opened") outcome.socket.send(openingMessage(handshake, answer.tokenValue));
  return outcome;
}

function openingMessage(handshake: Handshake, tokenValue: string): string {
  return encodeOpenControlChannel({
    requestId: handshake.drawId(),
    tokenValue,
    agentVersion: handshake.options.agentVersion,
    platformType: "linux",
  });
}

function upgrade(handshake: Handshake, url: string): Promise<HandshakeOutcome> {
  const { address, localAddress } = handshake;
  const unsigned = { method: "GET", url, host: address.host, headers: {}, body: "" };
  return new Promise((resolve) => {
    const socket = new WebSocket(`${address.wsOrigin}${url}`, {
      headers: handshake.signer.sign(unsigned, "ssmmessages"),
      perMessageDeflate: false,
      handshakeTimeout: UPGRADE_MS,
      maxPayload: FRAME_BYTES_MAX,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    const failed = (error: NodeJS.ErrnoException): void => {
      resolve(refused(`upgrade: ${error.code ?? error.message}`));
    };
    socket.on("error", failed);
    socket.once("upgrade", ({ socket: stream }) => {
      socket.once("open", () => {
        socket.off("error", failed);
        // Nothing may come before somebody listens: a frame would be lost, an error end the process.
        socket.pause();
        resolve({ type: "opened", socket, stream });
      });
    });
    handshake.connecting(socket);
  });
}

function refused(reason: string): HandshakeOutcome {
  return { type: "refused", reason };
}
