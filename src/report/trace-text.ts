/**
 * A trace as text in fixed columns: a line for each transition, a lane for the controller and for
 * each node, time from left to right in the first two columns, and a legend.
 *
 * Bounded: a long run gives as many lines as a page has, and says how many it left out.
 */
import { isClock, moment, shortLength } from "../kernel/time-text.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import { chooseLanes } from "./lanes.ts";
import type { Lanes } from "./lanes.ts";
import { chooseLines, isGap } from "./choose-lines.ts";
import type { ShownLine } from "./choose-lines.ts";
import { Names } from "./names.ts";
import { painter } from "./paint.ts";
import type { Paint, Style } from "./paint.ts";
import { readyMs } from "./ready.ts";
import { CONTROLLER, storyLines } from "./story.ts";
import type { StoryLine, Tone } from "./story.ts";
import { fit, fitRight, plural, wrapItems } from "./text.ts";

/** Lines of one story at most. Source: our choice; two or three screens. */
export const STORY_LINES_MAX = 60;

export interface TraceTextOptions {
  readonly width: number;
  readonly color: boolean;
  /** The moment that counts as time 0. @defaultValue when the fleet was ready */
  readonly fromMs?: number;
  /** @defaultValue ids */
  readonly names?: Names;
  /** The node and command that it is about: its lane comes first, other commands are left out. */
  readonly node?: string | undefined;
  readonly command?: string | undefined;
  /** `seq` of the events that decide, in their order: they are marked `1>` and `2>`. */
  readonly deciding?: readonly number[];
  /** @defaultValue STORY_LINES_MAX */
  readonly linesMax?: number;
  /** Lines at most before the first event that decides. @defaultValue all */
  readonly lead?: number | undefined;
}

/** The lines of the text; with nothing to tell one line that says so. */
export function renderTraceText(
  events: readonly TraceEvent[],
  options: TraceTextOptions,
): string[] {
  const fromMs = options.fromMs ?? readyMs(events);
  const all = storyLines(events, fromMs);
  const told = all.filter((line) => isAbout(line, options.command));
  if (told.length === 0) return ["Nothing happened that a report tells of."];
  const registered = events.filter(({ event }) => event === "node.registered");
  const shape = { ...shapeOf(told, registered, { ...options, fromMs }), fromMs, options };
  const lines = told.filter((line) => hasLane(line, shape.lanes));
  const shown = chooseLines(lines, {
    max: options.linesMax ?? STORY_LINES_MAX,
    around: options.deciding ?? [],
    lead: options.lead,
  });
  const paint = painter(options.color);
  return [
    ...header(lines, shape, paint),
    ...rows(shown, shape, paint),
    ...legend(lines, shape),
    ...leftOut(all, told, shape.lanes),
  ];
}

interface Shape {
  readonly lanes: Lanes;
  readonly timeWidth: number;
  readonly commandWidth: number;
  readonly fromMs: number;
  readonly options: TraceTextOptions;
}

const MARK_WIDTH = 3;
const DELTA_WIDTH = 7;
const COMMAND_WIDTH_MAX = 10;

function isAbout(line: StoryLine, command: string | undefined): boolean {
  return command === undefined || line.command === undefined || line.command === command;
}

function shapeOf(
  told: readonly StoryLine[],
  registered: readonly TraceEvent[],
  options: TraceTextOptions & { readonly fromMs: number },
) {
  const names = options.names ?? Names.none;
  const timeWidth = Math.max(7, moment((told.at(-1)?.atMs ?? 0) - options.fromMs).length);
  const commands = new Set(told.flatMap(({ command }) => command ?? []));
  const longest = [...commands].reduce((most, id) => Math.max(most, names.command(id).length), 7);
  const commandWidth = commands.size > 1 ? Math.min(COMMAND_WIDTH_MAX, longest) + 1 : 0;
  const width = options.width - MARK_WIDTH - timeWidth - 1 - DELTA_WIDTH - 1 - commandWidth;
  const order = registered.flatMap(({ node }) => node ?? []);
  const lanes = chooseLanes(told, { width, first: options.node, order });
  return { lanes, timeWidth, commandWidth };
}

function hasLane(line: StoryLine, { nodes }: Lanes): boolean {
  if (line.lane !== CONTROLLER) return nodes.includes(line.lane);
  return line.node === undefined || nodes.includes(line.node);
}

function header(
  lines: readonly StoryLine[],
  { lanes, timeWidth, commandWidth, fromMs, options }: Shape,
  paint: Paint,
): string[] {
  const names = options.names ?? Names.none;
  const columns = [
    " ".repeat(MARK_WIDTH) + fitRight(timeSign(lines, fromMs)[0], timeWidth),
    `${fitRight("+ms", DELTA_WIDTH)} ${commandWidth === 0 ? "" : fit("command", commandWidth)}`,
    fit("controller", lanes.controllerWidth),
    ...lanes.nodes.map((node) => fit(names.node(node), lanes.nodeWidth)),
  ];
  return [paint(joined(columns), "bold")];
}

function rows(shown: readonly ShownLine[], shape: Shape, paint: Paint): string[] {
  let beforeMs: number | undefined;
  return shown.map((line) => {
    if (isGap(line)) {
      beforeMs = undefined;
      const indent = " ".repeat(MARK_WIDTH + shape.timeWidth + 1);
      return paint(`${indent}... ${plural(line.leftOut, "line")} left out ...`, "dim");
    }
    const text = row(line, beforeMs, shape);
    beforeMs = line.atMs;
    const isDeciding = shape.options.deciding?.includes(line.seq) === true;
    return isDeciding ? paint(text, "bold", "cyan") : paint(text, ...STYLES[line.tone]);
  });
}

const STYLES: Readonly<Record<Tone, readonly Style[]>> = {
  plain: [],
  mishap: ["yellow"],
  good: ["green"],
  bad: ["red"],
};

function row(line: StoryLine, beforeMs: number | undefined, shape: Shape): string {
  const { lanes, timeWidth, commandWidth, fromMs, options } = shape;
  const command =
    line.command === undefined ? "" : (options.names ?? Names.none).command(line.command);
  const isSameMoment = line.atMs === beforeMs;
  const isDeciding = options.deciding?.includes(line.seq) === true;
  const time = isSameMoment && !isDeciding ? "" : moment(line.atMs - fromMs);
  const delta = beforeMs === undefined || isSameMoment ? "" : deltaText(line.atMs - beforeMs);
  const columns = [
    fit(markOf(line, options), MARK_WIDTH) + fitRight(time, timeWidth),
    `${fitRight(delta, DELTA_WIDTH)} ${commandWidth === 0 ? "" : fit(command, commandWidth)}`,
    fit(line.lane === CONTROLLER ? controllerWords(line, shape) : "", lanes.controllerWidth),
    ...lanes.nodes.map((node) => fit(node === line.lane ? line.says : "", lanes.nodeWidth)),
  ];
  return joined(columns);
}

function joined(columns: readonly string[]): string {
  const [time = "", ...lanes] = columns;
  const [delta = "", ...others] = lanes;
  return `${time} ${delta}${others.join("|")}`.trimEnd();
}

/** With more than one node in sight the controller says of which it speaks. */
function controllerWords({ node, says }: StoryLine, { lanes, options }: Shape): string {
  const isAlone = lanes.nodes.length + lanes.hidden < 2;
  if (node === undefined || isAlone) return says;
  return `${(options.names ?? Names.none).nodeInShort(node)} ${says}`;
}

function markOf({ seq, tone }: StoryLine, { deciding = [] }: TraceTextOptions): string {
  const place = deciding.indexOf(seq);
  if (place >= 0) return `${place + 1}>`;
  return tone === "mishap" ? " !" : "";
}

function deltaText(ms: number): string {
  // Agents of a live fleet tell of what was a moment ago.
  if (ms < 1_000_000) return ms < 0 ? String(ms) : `+${ms}`;
  return isClock(ms) ? `+${shortLength(ms)}` : `+${Math.trunc(ms / 1000)} s`;
}

/** What the column of times is called, and what stands in it. */
function timeSign(lines: readonly StoryLine[], fromMs: number): readonly [string, string] {
  const since = "since the fleet was ready";
  const hasHours = lines.some(({ atMs }) => isClock(atMs - fromMs));
  return hasHours ? ["time", `${since}, in seconds, from an hour on h:mm:ss`] : ["seconds", since];
}

/** What the signs mean, of those that occur. */
function legend(lines: readonly StoryLine[], { options, fromMs }: Shape): string[] {
  const signs = [
    timeSign(lines, fromMs).join(" "),
    "+ms since the line above",
    ...((options.deciding ?? []).length > 0 ? ["1> 2> the two events that decide"] : []),
    ...(lines.some(({ tone }) => tone === "mishap") ? ["! a fault, a loss or a death"] : []),
    ...(lines.some(({ says }) => says.includes("-->")) ? ["--> on the wire"] : []),
  ];
  const width = options.width - MARK_WIDTH;
  return wrapItems(signs, width).map((line) => " ".repeat(MARK_WIDTH) + line);
}

function leftOut(all: readonly StoryLine[], told: readonly StoryLine[], lanes: Lanes): string[] {
  const others = all.length - told.length;
  return [
    ...(others > 0 ? [`   left out: ${plural(others, "line")} about other commands`] : []),
    ...(lanes.hidden > 0
      ? [`   left out: ${plural(lanes.hidden, "node")} without a lane here`]
      : []),
  ];
}
