/**
 * `GET /_fleetsim/trace`: the kept trace as JSON lines, or live as server-sent events.
 *
 * A live reader gets what is kept first, then every event as it happens; `id:` is the seq, so that
 * a browser that comes back with Last-Event-ID goes on where it was. One that reads too slowly is
 * cut off, and comes back by itself.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { traceLine } from "../../kernel/trace.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { answerJson } from "./answer.ts";
import type { TraceFeed } from "./trace-feed.ts";

/** Live readers at a time. */
export const READERS_MAX = 100;
/** Bytes that may wait for one live reader, beside what was kept when it came. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
/** A line without meaning keeps proxies from closing a quiet stream. */
const QUIET_MS = 15_000;

export class TraceRoute {
  private readonly feed: TraceFeed;
  private readonly readers = new Set<ServerResponse>();

  constructor(feed: TraceFeed) {
    this.feed = feed;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { accept = "" } = request.headers;
    if (accept.includes("text/event-stream")) this.stream(request, response);
    else this.list(response);
  }

  /** Ends every live stream. */
  close(): void {
    for (const reader of this.readers) reader.end();
  }

  private list(response: ServerResponse): void {
    const lines = [JSON.stringify(this.feed.header)];
    for (const event of this.feed.ring.after(-1)) lines.push(traceLine(event));
    response.writeHead(200, ["Content-Type", "application/jsonl", "Cache-Control", "no-store"]);
    response.end(`${lines.join("\n")}\n`);
  }

  private stream(request: IncomingMessage, response: ServerResponse): void {
    const after = readLastEventId(request);
    if (after === undefined) {
      const expected = "a Last-Event-ID that this stream gave, or none";
      const found = String(request.headers["last-event-id"]).slice(0, 80);
      answerJson(response, 400, { error: "ValidationException", expected, found });
      return;
    }
    if (this.readers.size >= READERS_MAX) {
      const expected = `at most ${READERS_MAX} live readers of the trace`;
      answerJson(response, 503, { error: "TooManyReaders", expected, found: "as many" });
      return;
    }
    response.writeHead(200, ["Content-Type", "text/event-stream", "Cache-Control", "no-store"]);
    let kept = `event: header\ndata: ${JSON.stringify(this.feed.header)}\n\n`;
    for (const event of this.feed.ring.after(after)) kept += message(event);
    response.write(kept);
    this.follow(response, Buffer.byteLength(kept) + WAITING_BYTES_MAX);
  }

  private follow(response: ServerResponse, bytesMax: number): void {
    const ignore = this.feed.listen((event) => {
      if (response.writableLength > bytesMax) response.destroy();
      else response.write(message(event));
    });
    const quiet = setInterval(() => response.write(":\n\n"), QUIET_MS);
    this.readers.add(response);
    response.on("close", () => {
      clearInterval(quiet);
      ignore();
      this.readers.delete(response);
    });
  }
}

function message(event: TraceEvent): string {
  return `id: ${event.seq}\ndata: ${traceLine(event)}\n\n`;
}

/** -1 without one; undefined for one that no stream of ours can have given. */
function readLastEventId(request: IncomingMessage): number | undefined {
  const text = request.headers["last-event-id"];
  if (text === undefined || text === "") return -1;
  return typeof text === "string" && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
