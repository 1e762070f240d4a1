/**
 * The HTTP server itself, plain or over TLS, with every bound named, and JSON even where Node
 * refuses.
 *
 * It knows no routes. What can't be read as a request never reaches them; it is answered here.
 */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Server as SecureServer } from "node:https";
import type { Duplex } from "node:stream";
import { apiError } from "../../ssm/error.ts";
import type { ErrorCode } from "../../ssm/error.ts";
import type { Identity } from "../tls/certificate.ts";
import { errorResponse } from "./error-response.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";

export interface HttpHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** What came was no request, and has been answered with an error of this code. */
  unread(code: ErrorCode): void;
}

/** All headers of one request; AWS clients send 1 to 3 KiB. */
const HEADER_BYTES_MAX = 16_384;
/** Headers past it are not looked at. */
const HEADERS_MAX = 100;
/** Headers have to be there by then. */
const HEADERS_MS = 10_000;
/** The whole request has to be there by then. */
const REQUEST_MS = 30_000;
/** A connection without a request is closed then; SDKs keep theirs for less. */
const IDLE_MS = 65_000;
/** How often the two deadlines are looked at. */
const CHECK_MS = 1_000;
/** Sockets at a time; 10,000 agents and their clients. Further ones are closed at once. */
const CONNECTIONS_MAX = 25_000;

/** A TLS handshake has to be over by then. */
const HANDSHAKE_MS = 10_000;

/** A server that is not listening yet. */
export function createHttpServer(handlers: HttpHandlers): Server {
  const server = createServer(OPTIONS, (request, response) => handlers.request(request, response));
  attach(server, handlers);
  return server;
}

/** The same over TLS 1.2 or later. */
export function createTlsServer(handlers: HttpHandlers, { certificate, key }: Identity) {
  const tls = { cert: certificate, key, minVersion: "TLSv1.2", handshakeTimeout: HANDSHAKE_MS };
  const server: SecureServer = createSecureServer(
    { ...OPTIONS, ...tls } as SecureServerOptions,
    (request, response) => handlers.request(request, response),
  );
  attach(server, handlers);
  return server;
}

type SecureServerOptions = Parameters<typeof createSecureServer>[0];

const OPTIONS = {
  maxHeaderSize: HEADER_BYTES_MAX,
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  keepAliveTimeout: IDLE_MS,
  connectionsCheckingInterval: CHECK_MS,
  noDelay: true,
  // The Host is checked with the routes, which answer JSON.
  requireHostHeader: false,
  // Other upgrades (h2c) are offers that a server may pass over; older Node versions can't.
  shouldUpgradeCallback: (request: IncomingMessage) =>
    request.headers.upgrade?.toLowerCase() === "websocket",
};

function attach(server: Server | SecureServer, handlers: HttpHandlers): void {
  server.maxHeadersCount = HEADERS_MAX;
  server.maxConnections = CONNECTIONS_MAX;
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer may reset the connection at any time; the socket's owner learns it from `close`.
    socket.on("error", () => {});
    handlers.upgrade(request, socket, head);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    const code = refuseUnread(error, socket);
    if (code !== undefined) handlers.unread(code);
  });
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    handlers.request(request, response);
  });
}

/**
 * Answers what Node's parser gave up on, and closes the connection. Whoever is not through with
 * TLS, or gone, could not read an answer.
 */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): ErrorCode | undefined {
  if (!PARSER_CODE.test(error.code ?? "") || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const [code, status, text] = REFUSALS[error.code ?? ""] ?? MALFORMED;
  const { body, requestId } = errorResponse(apiError(code, text), randomUUID());
  refuseUpgrade(socket, status, body, [
    "Content-Type: application/x-amz-json-1.1",
    `x-amzn-RequestId: ${requestId}`,
  ]);
  return code;
}

const PARSER_CODE = /^(HPE|ERR_HTTP)_/;

/** Code, status, and a text where the code's own would mislead. */
type RefusalRow = readonly [code: ErrorCode, status: number, text?: string];

const MALFORMED: RefusalRow = ["MalformedHttpRequestException", 400];
const REFUSALS: Readonly<Record<string, RefusalRow>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["RequestTimeoutException", 408],
  HPE_HEADER_OVERFLOW: [
    "RequestEntityTooLargeException",
    431,
    `All headers together may have ${HEADER_BYTES_MAX} bytes.`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["RequestEntityTooLargeException", 413],
};
