/**
 * Reads a stored trace, JSON lines, back into its header and its events, as they come piece by piece.
 *
 * Total and bounded. A last line that is cut off is what a writer leaves behind that died over it:
 * it is passed over, and said. The file of a live fleet may have several headers, one for each start,
 * after which `seq` begins again: its events are numbered on here.
 */
import { TRACE_EVENTS } from "../../kernel/trace-event.ts";
import { TRACE_SOURCES } from "../../kernel/trace.ts";
import type { TraceEvent } from "../../kernel/trace.ts";

/** What is read of one stored trace at most. Source: our choice: about a gigabyte of memory. */
export interface StoredTraceBounds {
  readonly eventsMax: number;
  readonly lineLengthMax: number;
  readonly lengthMax: number;
}

export const STORED_TRACE_BOUNDS: StoredTraceBounds = {
  eventsMax: 1_000_000,
  lineLengthMax: 16_000_000,
  lengthMax: 500_000_000,
};

export interface StoredTrace {
  /** The last one; undefined when there is none. */
  readonly header: Readonly<Record<string, unknown>> | undefined;
  /** In which line it stands; 0 without one. */
  readonly headerLine: number;
  /** How many headers there are: starts of a live fleet. */
  readonly headers: number;
  readonly events: readonly TraceEvent[];
  /** The last line is not whole. */
  readonly isCutOff: boolean;
}

/** The first thing that is wrong, and in which line, from 1. */
export interface StoredTraceProblem {
  readonly line: number;
  readonly problem: string;
}

export class StoredTraceReader {
  private readonly bounds: StoredTraceBounds;
  private readonly events: TraceEvent[] = [];
  private header: Readonly<Record<string, unknown>> | undefined = undefined;
  private headerLine = 0;
  private headers = 0;
  private lines = 0;
  private length = 0;
  /** The beginning of a line whose end has not come yet. */
  private rest = "";
  /** What a later part's numbers are behind those of the parts before it. */
  private behind = 0;
  private found: StoredTraceProblem | undefined = undefined;

  constructor(bounds: StoredTraceBounds = STORED_TRACE_BOUNDS) {
    this.bounds = bounds;
  }

  /** Takes the next piece of the file; false: it has seen enough, for something is wrong. */
  push(piece: string): boolean {
    // Editors of other systems put a byte order mark before what they save.
    const text = this.length === 0 ? piece.replace(/^\uFEFF/, "") : piece;
    this.length += piece.length;
    if (this.length > this.bounds.lengthMax) this.refuse(`at most ${this.bounds.lengthMax} bytes`);
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.line(line);
    if (this.rest.length > this.bounds.lineLengthMax) this.tooLong(this.rest);
    return this.found === undefined;
  }

  /** The file is over. Errors: a problem: nothing of such a trace is to be judged. */
  end(): StoredTrace | StoredTraceProblem {
    const isCutOff = this.rest !== "" && parse(this.rest) === undefined && this.lines > 0;
    if (!isCutOff) this.line(this.rest);
    if (this.headers === 0 && this.events.length === 0) this.refuse("a header or an event", "none");
    const { header, headerLine, headers, events } = this;
    return this.found ?? { header, headerLine, headers, events, isCutOff };
  }

  private line(text: string): void {
    if (this.found !== undefined) return;
    this.lines += 1;
    if (text.trim() === "") return;
    if (text.length > this.bounds.lineLengthMax) {
      this.tooLong(text);
      return;
    }
    const value = parse(text);
    if (isHeader(value)) this.takeHeader(value);
    else if (isEvent(value)) this.takeEvent(value);
    else this.refuse("an event of a trace", shown(text));
  }

  private takeHeader(header: Readonly<Record<string, unknown>>): void {
    this.header = header;
    this.headerLine = this.lines;
    this.headers += 1;
    this.behind = this.nextSeq;
  }

  private takeEvent(event: TraceEvent): void {
    const { eventsMax } = this.bounds;
    const isFirst = this.events.length === 0;
    const seq = isFirst ? event.seq : event.seq + this.behind;
    const isNext = isFirst || seq === this.nextSeq || (isGap(event) && seq > this.nextSeq);
    if (this.events.length >= eventsMax) this.refuse(`at most ${eventsMax} events`);
    else if (!isNext) this.refuse(`seq ${this.nextSeq - this.behind}`, String(event.seq));
    else this.events.push(seq === event.seq ? event : { ...event, seq });
  }

  private get nextSeq(): number {
    return (this.events.at(-1)?.seq ?? -1) + 1;
  }

  private tooLong(text: string): void {
    this.refuse(`a line of at most ${this.bounds.lineLengthMax} characters`, shown(text));
  }

  private refuse(expected: string, found = "more"): void {
    const problem = `expected ${expected}, found ${found}; nothing of it is reported`;
    this.found ??= { line: Math.max(1, this.lines), problem };
  }
}

/** A whole trace at once. */
export function readStoredTrace(
  text: string,
  bounds?: StoredTraceBounds,
): StoredTrace | StoredTraceProblem {
  const reader = new StoredTraceReader(bounds);
  reader.push(text);
  return reader.end();
}

const SHOWN_LENGTH = 60;

function shown(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}...`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // No JSON: told as a line that is no event, or as one that is cut off.
    return undefined;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isHeader(value: unknown): value is JsonObject {
  return isObject(value) && Object.hasOwn(value, "v") && !Object.hasOwn(value, "event");
}

function isEvent(value: unknown): value is TraceEvent {
  if (!isObject(value)) return false;
  const { seq, atMs, source, event, node, command } = value;
  const isNamed = typeof event === "string" && Object.hasOwn(TRACE_EVENTS, event);
  const isPlaced = isCount(seq) && isCount(atMs) && SOURCES.has(source);
  const isAbout = isTextIfAny(node) && isTextIfAny(command);
  return isNamed && isPlaced && isAbout && isFlat(value, DEPTH_MAX);
}

const SOURCES: ReadonlySet<unknown> = new Set(TRACE_SOURCES);
/** Facts are words, numbers, flags, and lists of these: what is deeper nobody has written. */
const DEPTH_MAX = 8;

function isFlat(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((one) => isFlat(one, depth - 1));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** It has the number of the last line that is missing. */
function isGap({ event }: TraceEvent): boolean {
  return event === "trace.dropped";
}

function isTextIfAny(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
