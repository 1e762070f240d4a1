/**
 * `POST /`: AWS JSON 1.1, from the request's bytes to the core and back.
 *
 * Order of checks: method and path (the router's), body size, signature; all else is the api
 * room's.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { secretOf } from "../../api/call-context.ts";
import type { CallSecrets } from "../../api/call-context.ts";
import { apiError } from "../../ssm/error.ts";
import { readAgentCall } from "../faults/agent-call.ts";
import type { CallFaults } from "../faults/call-faults.ts";
import { answerApi, waitingAnswer } from "./answer.ts";
import type { WaitingAnswer } from "./answer.ts";
import type { Authority } from "./authority.ts";
import type { LiveCore } from "./live-core.ts";
import type { WaitingPolls } from "./waiting-polls.ts";
import { handleMessages, isMessageTarget } from "./message-route.ts";
import { readBody } from "./read-body.ts";
import { refuseCall } from "./refuse-call.ts";
import type { SessionCredentials } from "./session-credentials.ts";

/** Four times what the largest document with its parameters takes. Source: our choice. */
export const BODY_BYTES_MAX = 1_048_576;

export interface ApiParts {
  readonly core: LiveCore;
  readonly authority: Authority;
  readonly sessions: SessionCredentials;
  readonly polls: WaitingPolls;
  readonly faults: CallFaults;
}

/** Handles one call. */
export function handleApi(
  parts: ApiParts,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { core, authority, sessions } = parts;
  readBody(request, response, BODY_BYTES_MAX, (body) => {
    const header = request.headers["x-amz-target"];
    const target = typeof header === "string" ? header : undefined;
    if (body === "tooLong") {
      const text = `More than ${BODY_BYTES_MAX} bytes of body.`;
      refuseCall(core, target, response, apiError("RequestEntityTooLargeException", text));
      return;
    }
    const isMessage = isMessageTarget(target);
    const caller = authority.identify(request, body, isMessage ? "ec2messages" : "ssm");
    if ("code" in caller) {
      refuseCall(core, target, response, caller);
      return;
    }
    const { faults } = parts;
    const id = callId(request.headers["amz-sdk-invocation-id"]);
    const handle = (sent: Buffer, answering: WaitingAnswer): void => {
      const text = sent.toString();
      if (isMessage) handleMessages(parts, { target, body: text, caller }, answering);
      else {
        const secrets = makeSecrets(target, caller.node, sessions);
        const call = { target, body: text, caller: caller.node, secrets, id };
        core.call(
          call,
          (answer) => answerApi(answering, answer),
          () => answering.reset(),
        );
      }
    };
    const ofAgent = faults.isWatching ? readAgentCall(target, body) : undefined;
    if (ofAgent !== undefined) faults.requests.call(ofAgent, response, handle);
    else if (!isMessage && faults.watchesCalls) {
      const secrets = makeSecrets(target, caller.node, sessions);
      const call = { target, body: body.toString(), caller: caller.node, secrets, id };
      faults.clientCall(call, response);
    } else handle(body, waitingAnswer(response));
  });
}

/** SDKs send a UUID; whatever else comes is no matter of the trace. */
function callId(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && UUID.test(header) ? header : undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The secret that a call needs; nearly all need none. */
function makeSecrets(
  target: string | undefined,
  node: string | undefined,
  sessions: SessionCredentials,
): CallSecrets {
  switch (secretOf(target)) {
    case "activationCode":
      return { activationCode: makeCode() };
    case "credentials":
      return node === undefined ? NO_SECRETS : { credentials: sessions.issue(node, Date.now()) };
    case undefined:
      return NO_SECRETS;
  }
}

const NO_SECRETS: CallSecrets = {};
const CODE_LENGTH = 20;
const CODE_DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

/** An activation code of 100 random bits that needs no quotes in a shell. */
function makeCode(): string {
  return Array.from(randomBytes(CODE_LENGTH), (byte) => CODE_DIGITS[byte & 31]).join("");
}
