/**
 * The admin API's table of routes, and how one request finds its handler.
 *
 * Order of checks: path (404), method (405 with Allow), body size (413), authority (401 to 403).
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { ERRORS } from "../../ssm/error.ts";
import { NODE_ORDERS } from "../host-channel/protocol.ts";
import type { AdminContext, AdminHandler } from "./admin-context.ts";
import { health, listProcesses, reset } from "./admin-fleet.ts";
import { healFaults, liftFault, listFaults, putFault } from "./admin-faults.ts";
import { addNodes, denyChannel, listNodes, orderNode, removeNode } from "./admin-nodes.ts";
import { answerJson } from "./answer.ts";
import type { Authority } from "./authority.ts";
import { readBody } from "./read-body.ts";
import { ADMIN_PREFIX } from "./route-paths.ts";

const BODY_BYTES_MAX = 1_048_576;

interface Route {
  readonly path: RegExp;
  readonly methods: Readonly<Record<string, AdminHandler>>;
}

/** Paths stand without the prefix. */
const ROUTES: readonly Route[] = [
  { path: /^health$/, methods: { GET: health, HEAD: health } },
  { path: /^nodes$/, methods: { GET: listNodes, POST: addNodes } },
  { path: /^nodes\/([^/]+)$/, methods: { DELETE: removeNode } },
  {
    path: new RegExp(`^nodes/([^/]+)/(${NODE_ORDERS.join("|")})$`),
    methods: { POST: orderNode },
  },
  { path: /^nodes\/([^/]+)\/(deny|allow)-channel$/, methods: { POST: denyChannel } },
  { path: /^processes$/, methods: { GET: listProcesses } },
  {
    path: /^trace$/,
    methods: {
      GET: ({ traceRoute }, { request, response }) => {
        traceRoute.handle(request, response);
        return undefined;
      },
    },
  },
  {
    path: /^faults$/,
    methods: { GET: listFaults, POST: putFault, DELETE: healFaults },
  },
  { path: /^faults\/([0-9]{1,9})$/, methods: { DELETE: liftFault } },
  { path: /^reset$/, methods: { POST: reset } },
];

/** Handles one admin request; `path` is without the query. */
export function handleAdmin(
  context: AdminContext,
  authority: Authority,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const rest = path.slice(ADMIN_PREFIX.length);
  const route = ROUTES.find((each) => each.path.test(rest));
  const { method = "" } = request;
  if (route === undefined) {
    const expected = "a route of the admin API";
    answerJson(response, 404, { error: "UnknownRoute", expected, found: path.slice(0, 80) });
    return;
  }
  const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (handler === undefined) {
    const allow = Object.keys(route.methods).join(", ");
    const problem = { error: "MethodNotAllowed", expected: allow, found: method };
    answerJson(response, 405, problem, "Allow", allow);
    return;
  }
  const parts = route.path.exec(rest)?.slice(1) ?? [];
  readBody(request, response, BODY_BYTES_MAX, (body) => {
    if (body === "tooLong") {
      const expected = `at most ${BODY_BYTES_MAX} bytes of body`;
      answerJson(response, 413, { error: "BodyTooLong", expected, found: "more" });
      return;
    }
    const refusal = authority.refuseAdmin(request, body);
    if (refusal === undefined) {
      void run(context, handler, { parts, body, request, response });
      return;
    }
    const expected = "a signature with a key of --auth, or its admin token as bearer";
    const { code, message } = refusal;
    answerJson(response, ERRORS[code].httpStatus, { error: code, expected, found: message });
  });
}

async function run(
  context: AdminContext,
  handler: AdminHandler,
  request: Parameters<AdminHandler>[1],
): Promise<void> {
  const { response } = request;
  try {
    const answer = await handler(context, request);
    if (answer !== undefined) answerJson(response, answer.status, answer.value);
  } catch (defect) {
    context.core.reportDefect(defect);
    if (response.headersSent) response.destroy();
    else answerJson(response, 500, INTERNAL);
  }
}

const INTERNAL = { error: "InternalFailure", expected: "no defect", found: "one; see the log" };
