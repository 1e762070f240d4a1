/**
 * `POST /v1/control-channel/{nodeId}`: CreateControlChannel, by which an agent gets its token.
 *
 * A refusal is a text. Only one that says `<AccessDeniedException>` makes the real agent give the
 * control channel up (it polls then), so the word stands in no other.
 * Source: the agent's CreateControlChannel client.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  ACCESS_DENIED,
  decodeCreateControlChannelRequest,
  encodeCreateControlChannelAnswer,
} from "../../wire/create-control-channel.ts";
import { isDecodeError } from "../../wire/decode-error.ts";
import type { RequestGate } from "../faults/request-gate.ts";
import { answerText } from "./answer.ts";
import type { Authority } from "./authority.ts";
import type { ChannelTokens } from "./channel-token.ts";
import type { LiveCore } from "./live-core.ts";
import { readBody } from "./read-body.ts";

const BODY_BYTES_MAX = 65_536;

export interface CreateChannelParts {
  readonly core: LiveCore;
  readonly authority: Authority;
  readonly tokens: ChannelTokens;
  readonly requests: RequestGate;
}

/** Handles one CreateControlChannel. */
export function handleCreateChannel(
  { core, authority, tokens, requests }: CreateChannelParts,
  node: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  readBody(request, response, BODY_BYTES_MAX, (body) => {
    const admit = (): void => answer({ core, authority, tokens, requests }, node, response, body);
    if (requests.isWatching) requests.attempt(node, response, admit);
    else admit();
  });
}

function answer(
  parts: CreateChannelParts,
  node: string,
  response: ServerResponse,
  body: Buffer | "tooLong",
): void {
  const created = create(parts, node, response.req, body);
  if ("status" in created) {
    const { status, reason, text } = created;
    parts.core.write("link", { event: "link.refused", node, reason });
    answerText(response, { status, type: "text/plain", body: text });
    return;
  }
  const text = encodeCreateControlChannelAnswer(created);
  answerText(response, { status: 201, type: "application/xml", body: text });
}

/** Why there is no token: for the trace, and for the agent. */
interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
}

function create(
  { core, authority, tokens }: CreateChannelParts,
  node: string,
  request: IncomingMessage,
  body: Buffer | "tooLong",
): { readonly tokenValue: string } | Refusal {
  if (body === "tooLong") {
    const text = `Expected a body of at most ${BODY_BYTES_MAX} bytes.`;
    return { status: 413, reason: "RequestEntityTooLargeException", text };
  }
  const unsigned = authority.refuse(request, body, "ssmmessages", node);
  if (unsigned !== undefined) {
    const { code, message } = unsigned;
    return { status: 403, reason: code, text: `${code}: ${message}` };
  }
  const decoded = decodeCreateControlChannelRequest(body.toString());
  if (isDecodeError(decoded)) return { status: 400, reason: decoded.code, text: decoded.message };
  if (!core.isServing) return unavailable("The controller's store fails; try again later.");
  if (!core.admits(node)) {
    return accessDenied("The node is not known, or not in a state to connect.");
  }
  if (!core.admitsChannel(node)) {
    return accessDenied("The node is denied control channels: it has to poll (ec2messages).");
  }
  const tokenValue = tokens.issue(node, core.clock.nowMs());
  if (tokenValue === undefined) return unavailable("Too many tokens are waiting to be used.");
  return { tokenValue };
}

function unavailable(text: string): Refusal {
  return { status: 503, reason: "ServiceUnavailable", text };
}

function accessDenied(message: string): Refusal {
  const text = `<${ACCESS_DENIED}><Message>${message}</Message></${ACCESS_DENIED}>`;
  return { status: 403, reason: ACCESS_DENIED, text };
}
