/**
 * `POST /v1/control-channel/{nodeId}`: CreateControlChannel, by which an agent gets its token.
 *
 * A refusal is a text. Only one that says `<AccessDeniedException>` makes the real agent give the
 * control channel up (it polls then), so the word stands in no other.
 * Source: the agent's CreateControlChannel client.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  decodeCreateControlChannelRequest,
  encodeCreateControlChannelAnswer,
} from "../../wire/create-control-channel.ts";
import { isDecodeError } from "../../wire/decode-error.ts";
import { answerText } from "./answer.ts";
import type { Authority } from "./authority.ts";
import type { ChannelTokens } from "./channel-token.ts";
import type { LiveCore } from "./live-core.ts";
import { readBody } from "./read-body.ts";

const BODY_BYTES_MAX = 65_536;
const ACCESS_DENIED =
  "<AccessDeniedException><Message>The node is not known, or not in a state to connect." +
  "</Message></AccessDeniedException>";

export interface CreateChannelParts {
  readonly core: LiveCore;
  readonly authority: Authority;
  readonly tokens: ChannelTokens;
}

/** Handles one CreateControlChannel. */
export function handleCreateChannel(
  { core, authority, tokens }: CreateChannelParts,
  node: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const refuse = (status: number, body: string): void => {
    answerText(response, { status, type: "text/plain", body });
  };
  readBody(request, response, BODY_BYTES_MAX, (body) => {
    if (body === "tooLong") {
      refuse(413, `Expected a body of at most ${BODY_BYTES_MAX} bytes.`);
      return;
    }
    const unsigned = authority.refuse(request, body, "ssmmessages", node);
    const decoded = decodeCreateControlChannelRequest(body.toString());
    if (unsigned !== undefined) refuse(403, `${unsigned.code}: ${unsigned.message}`);
    else if (isDecodeError(decoded)) refuse(400, decoded.message);
    else if (!core.isServing) refuse(503, "The controller's store fails; try again later.");
    else if (!core.admits(node)) refuse(403, ACCESS_DENIED);
    else {
      const tokenValue = tokens.issue(node, core.clock.nowMs());
      if (tokenValue === undefined) refuse(503, "Too many tokens are waiting to be used.");
      else {
        const answer = encodeCreateControlChannelAnswer({ tokenValue });
        answerText(response, { status: 201, type: "application/xml", body: answer });
      }
    }
  });
}
