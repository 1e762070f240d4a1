/**
 * Which handler a request goes to, by path and method; whatever is refused here gets JSON as well.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { apiError } from "../../ssm/error.ts";
import type { CallFaults } from "../faults/call-faults.ts";
import type { AdminContext } from "./admin-context.ts";
import { handleAdmin } from "./admin-routes.ts";
import { answerApi, answerJson } from "./answer.ts";
import { handleApi } from "./api-route.ts";
import type { Authority } from "./authority.ts";
import type { ChannelTokens } from "./channel-token.ts";
import { handleCreateChannel } from "./create-channel-route.ts";
import { errorResponse } from "./error-response.ts";
import type { HostCheck, HostRefusal } from "./host-check.ts";
import type { WaitingPolls } from "./waiting-polls.ts";
import { resetStream } from "./reset-stream.ts";
import { ADMIN_PREFIX, API_PATH, CHANNEL_PATH } from "./route-paths.ts";
import type { SessionCredentials } from "./session-credentials.ts";

export interface HttpParts {
  readonly hostCheck: HostCheck;
  readonly authority: Authority;
  readonly tokens: ChannelTokens;
  readonly sessions: SessionCredentials;
  readonly polls: WaitingPolls;
  readonly admin: AdminContext;
  readonly faults: CallFaults;
}

/** Handles one request. */
export function handleRequest(
  parts: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { hostCheck, authority, tokens, sessions, polls, admin, faults } = parts;
  const { url = "", method = "" } = request;
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const foreign = hostCheck.refuse(request.headers);
  if (foreign !== undefined) {
    const operation = path.slice(0, 80);
    admin.core.write("client", { event: "call.refused", operation, code: "ForeignRequest" });
    refuseForeign(response, path, foreign);
    return;
  }
  if (admin.core.isDown && !path.startsWith(ADMIN_PREFIX)) {
    resetStream(request.socket);
    return;
  }
  if (path === API_PATH) {
    const api = { core: admin.core, authority, sessions, polls, faults };
    if (method === "POST") handleApi(api, request, response);
    else refuseMethod(response, method);
    return;
  }
  if (path.startsWith(ADMIN_PREFIX)) {
    handleAdmin(admin, authority, path, request, response);
    return;
  }
  const node = CHANNEL_PATH.exec(path)?.[1];
  if (node === undefined) {
    const error = apiError(
      "UnknownOperationException",
      `There is nothing at ${path.slice(0, 80)}.`,
    );
    answerApi(response, errorResponse(error, randomUUID()));
  } else if (method === "POST") {
    const { requests } = faults;
    handleCreateChannel({ core: admin.core, authority, tokens, requests }, node, request, response);
  } else refuseMethod(response, method);
}

/** An SDK shows nothing but AWS's own members: without them its user reads "Forbidden" alone. */
function refuseForeign(response: ServerResponse, path: string, foreign: HostRefusal): void {
  if (path.startsWith(ADMIN_PREFIX)) {
    answerJson(response, 403, { error: "ForeignRequest", ...foreign });
    return;
  }
  const text = `Expected ${foreign.expected}; found ${foreign.found}.`;
  const error = apiError("AccessDeniedException", text);
  answerApi(response, { ...errorResponse(error, randomUUID()), status: 403 });
}

function refuseMethod(response: ServerResponse, method: string): void {
  const error = apiError("MalformedHttpRequestException", `Expected POST; found ${method}.`);
  answerApi(response, { ...errorResponse(error, randomUUID()), status: 405 }, "Allow", "POST");
}
