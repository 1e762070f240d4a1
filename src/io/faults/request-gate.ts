/**
 * The gate of agents' HTTP requests: their calls with the answers to them, and their attempts at a
 * control channel.
 *
 * Each is on a connection of its own, and holds nothing else back. One that is lost, or held for too
 * long, gets no answer: its client gives it up by its own time-out, and is gone then. What waits is
 * bounded; past that a connection breaks.
 */
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Direction } from "../../faults/hands.ts";
import type { FrameFate } from "../../faults/seams.ts";
import { ACCESS_DENIED } from "../../wire/create-control-channel.ts";
import { answerText } from "../server/answer.ts";
import type { WaitingAnswer } from "../server/answer.ts";
import { resetStream } from "../server/reset-stream.ts";
import { GATE_OWNER } from "./gate-parts.ts";
import type { GateParts } from "./gate-parts.ts";
import { BEHIND } from "./lane.ts";
import type { LiveLinks } from "./live-links.ts";

/** Requests that may wait of all nodes together. */
export const REQUESTS_HELD_MAX = 20_000;

/** An agent's call whose body has been read. */
export interface AgentCall {
  readonly node: string;
  readonly operation: string;
  readonly command: string | undefined;
  readonly body: Buffer;
}

/** A leg of a call. */
interface Leg extends AgentCall {
  readonly direction: Direction;
  readonly stream: Duplex;
}

interface Held {
  readonly node: string;
  readonly stream: Duplex;
  /** The directions that have to carry; or a plan has to end. */
  readonly directions: readonly Direction[];
  plan: number;
  readonly go: () => void;
  /** Its client has given it up. */
  readonly gone: () => void;
}

export class RequestGate {
  private readonly parts: GateParts;
  private readonly links: LiveLinks;
  private readonly asked: () => boolean;
  private readonly held = new Set<Held>();

  constructor(parts: GateParts, links: LiveLinks, isWatching: () => boolean) {
    this.parts = parts;
    this.links = links;
    this.asked = isWatching;
  }

  get isWatching(): boolean {
    return this.asked();
  }

  get isBusy(): boolean {
    return this.held.size > 0;
  }

  /** An agent's call; `proceed` gets what of it arrives, and where its answer goes. */
  call(
    call: AgentCall,
    response: ServerResponse,
    proceed: (body: Buffer, answering: WaitingAnswer) => void,
  ): void {
    const { stream } = streamOf(response);
    const leg = { ...call, direction: "toController", stream } as const;
    this.carry(leg, (body) => {
      const answer = (parts: AnswerParts): void => this.answer(call, response, parts);
      proceed(body, answeringOf(response, answer));
    });
  }

  /** An agent asks for a control channel; `proceed` when it gets as far as the service. */
  attempt(node: string, response: ServerResponse, proceed: () => void): void {
    this.parts.core().within(() => {
      const { stream } = streamOf(response);
      if (this.links.isCut(node)) {
        resetStream(stream);
        return;
      }
      const verdict = this.parts.seams().attempt({ node });
      const go = (): void => this.whenOpen({ node, stream, directions: BOTH }, proceed);
      if (verdict.type === "refuse") this.refuse(node, response, verdict);
      else if (verdict.type === "hang") this.post(verdict.ms, () => resetStream(stream));
      else if (verdict.type === "delay") this.post(verdict.ms, go);
      else go();
    });
  }

  /** The upgrade behind it. */
  upgrade(node: string, stream: Duplex, proceed: () => void): void {
    this.parts.core().within(() => this.whenOpen({ node, stream, directions: BOTH }, proceed));
  }

  planEnded(plan: number): void {
    for (const one of this.held) if (one.plan === plan) one.plan = BEHIND;
    this.flush();
  }

  released(node: string): void {
    this.flush(node);
  }

  /** The connections of a node break, with what waits of them. */
  broke(node: string): void {
    for (const one of [...this.held]) {
      if (one.node !== node) continue;
      this.letGo(one);
      resetStream(one.stream);
    }
  }

  private answer(
    call: AgentCall,
    response: ServerResponse,
    { status, headers, body }: AnswerParts,
  ) {
    const { stream } = streamOf(response);
    const leg = { ...call, body: Buffer.from(body), direction: "toAgent", stream } as const;
    this.carry(leg, (bytes) => {
      response.writeHead(status, withLength(headers, bytes.length));
      response.end(bytes);
    });
  }

  private carry(leg: Leg, go: (body: Buffer) => void): void {
    this.parts.core().within(() => {
      const { node, stream, direction } = leg;
      const fate = this.judge(leg);
      const { verdict } = fate;
      if (verdict.type === "drop") return;
      const body = verdict.type === "bytes" ? Buffer.from(verdict.bytes) : leg.body;
      const way = { node, stream, directions: [direction] };
      const pass = (): void => this.whenOpen(way, () => go(body));
      if (verdict.type === "hold") this.hold({ ...way, plan: fate.plan, go: pass });
      else this.after(this.lateMs(leg, fate), pass);
    });
  }

  private judge({ node, direction, operation, command, body }: Leg): FrameFate {
    const bytes = (): Uint8Array => body;
    const frame = { node, direction, message: operation, command, isCall: true, bytes };
    return this.parts.seams().frame(frame);
  }

  private lateMs({ node, direction, body }: Leg, { verdict, delayMs }: FrameFate): number {
    const { nowMs } = this.parts.core().kernel;
    const sendingMs = this.links.of(node)?.sendingMs(direction, nowMs, () => body.length) ?? 0;
    return delayMs + sendingMs + (verdict.type === "overtaken" ? verdict.ms : 0);
  }

  /** Goes on now, when the link carries again, or never: its connection is gone, or the link cut. */
  private whenOpen(way: Pick<Held, "node" | "stream" | "directions">, go: () => void): void {
    const { node, stream, directions } = way;
    if (stream.destroyed) return;
    if (this.links.isCut(node)) resetStream(stream);
    else if (directions.some((direction) => this.links.isSilent(node, direction))) {
      this.hold({ ...way, plan: BEHIND, go: () => this.whenOpen(way, go) });
    } else go();
  }

  private hold(one: Omit<Held, "gone">): void {
    if (this.held.size >= REQUESTS_HELD_MAX) {
      resetStream(one.stream);
      return;
    }
    const held = { ...one, gone: () => void this.held.delete(held) };
    this.held.add(held);
    one.stream.once("close", held.gone);
  }

  private letGo(held: Held): void {
    this.held.delete(held);
    held.stream.off("close", held.gone);
  }

  private flush(node?: string): void {
    for (const one of [...this.held]) {
      if (one.plan !== BEHIND || (node ?? one.node) !== one.node) continue;
      this.letGo(one);
      one.go();
    }
  }

  private refuse(
    node: string,
    response: ServerResponse,
    {
      status,
      isDenied = false,
    }: { readonly status: number | undefined; readonly isDenied?: boolean },
  ): void {
    const reason = isDenied ? ACCESS_DENIED : REFUSED;
    this.parts.core().write("link", { event: "link.refused", node, reason });
    if (status === undefined) resetStream(streamOf(response).stream);
    else answerText(response, { status, type: "text/plain", body: isDenied ? DENIED : REFUSED });
  }

  private after(delayMs: number, then: () => void): void {
    if (delayMs <= 0) then();
    else this.post(delayMs, then);
  }

  private post(delayMs: number, then: () => void): void {
    this.parts.core().kernel.post(delayMs, GATE_OWNER, 0, then);
  }
}

interface AnswerParts {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

const BOTH: readonly Direction[] = ["toAgent", "toController"];
const REFUSED = "refused by a fault";
const DENIED = `<${ACCESS_DENIED}><Message>Denied by a fault.</Message></${ACCESS_DENIED}>`;

/** The connection of a response; one that is gone counts as ended. */
function streamOf({ req }: ServerResponse): { readonly stream: Duplex } {
  return { stream: req.socket };
}

/** Gathers an answer until it is whole. */
function answeringOf(response: ServerResponse, done: (answer: AnswerParts) => void): WaitingAnswer {
  let head: Pick<AnswerParts, "status" | "headers"> = { status: 500, headers: [] };
  return {
    writeHead: (status, headers) => (head = { status, headers }),
    end: (body) => done({ ...head, body }),
    on: (event, listener) => response.on(event, listener),
    reset: () => resetStream(response.req.socket),
  };
}

/** The headers with the length of what is sent instead. */
function withLength(headers: readonly string[], length: number): string[] {
  return headers.map((word, at) => (headers[at - 1] === "Content-Length" ? String(length) : word));
}
