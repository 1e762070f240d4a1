/**
 * One command on one node, twice: what the API shows of it, and what is true on the node. And where
 * the two do not agree: `false` when the API says what is not so, `behind` while word is on its way.
 */
import type { Entry } from "./entry.ts";
import { isMove, isPowerOff, listOf, placeKey, textOf } from "./fact.ts";

export type TruthKind = "none" | "alive" | "escaped" | "killed" | "ended";

export interface Shown {
  /** Place in the list of entries from which it holds. */
  readonly from: number;
  readonly status: string;
}

export interface Truth {
  readonly from: number;
  readonly kind: TruthKind;
  readonly says: string;
}

export interface Disagreement {
  readonly kind: "false" | "behind";
  readonly from: number;
  /** Undefined: to the end of the run. */
  readonly to: number | undefined;
  readonly status: string;
  readonly truth: string;
}

export interface Invocation {
  readonly command: string;
  readonly node: string;
  readonly shown: readonly Shown[];
  readonly truths: readonly Truth[];
  readonly disagreements: readonly Disagreement[];
}

export function makeInvocations(entries: readonly Entry[]): ReadonlyMap<string, Invocation> {
  const drafts = new Map<string, Draft>();
  for (const [index, entry] of entries.entries()) take(drafts, entry, index);
  return new Map(
    Array.from(drafts, ([key, { command, node, shown, truths }]) => [
      key,
      { command, node, shown, truths, disagreements: compare(entries, shown, truths) },
    ]),
  );
}

interface Draft {
  readonly command: string;
  readonly node: string;
  readonly shown: Shown[];
  readonly truths: Truth[];
  alive: number;
  isSignalled: boolean;
}

function take(drafts: Map<string, Draft>, entry: Entry, index: number): void {
  const { event, node = "", command = "" } = entry;
  if (event.event === "command.accepted") {
    for (const target of listOf(event, "targets")) {
      draftOf(drafts, command, target, index).shown.push({ from: index, status: "Pending" });
    }
  } else if (isMove(event)) {
    const status = textOf(event, "details") || textOf(event, "to");
    draftOf(drafts, command, node, index).shown.push({ from: index, status });
  } else if (entry.kind === "process" && event.event !== "process.wrote") {
    takeProcess(draftOf(drafts, command, node, index), entry, index);
  } else if (isPowerOff(event)) {
    for (const draft of drafts.values()) if (draft.node === node) powerOff(draft, index);
  }
}

function draftOf(drafts: Map<string, Draft>, command: string, node: string, index: number): Draft {
  const key = placeKey(command, node);
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const truths: Truth[] = [{ from: index, kind: "none", says: "no process" }];
  const draft = { command, node, shown: [], truths, alive: 0, isSignalled: false };
  drafts.set(key, draft);
  return draft;
}

function takeProcess(draft: Draft, { event }: Entry, from: number): void {
  const { truths } = draft;
  if (event.event === "process.started") {
    draft.alive += 1;
    draft.isSignalled = false;
    truths.push({ from, kind: "alive", says: "process runs" });
  } else if (event.event === "process.signalled") {
    if (event["delivered"] === true) draft.isSignalled = true;
  } else if (event.event === "process.exited") {
    draft.alive = Math.max(0, draft.alive - 1);
    if (textOf(event, "problem") !== "") truths.push({ from, kind: "none", says: "no process" });
    else if (draft.alive === 0 && truths.at(-1)?.kind !== "escaped") {
      truths.push({ from, ...endOf(draft, event) });
    }
  } else if (event.event === "process.escaped") {
    const pids = listOf(event, "pids").slice(0, 3).join(", ");
    truths.push({ from, kind: "escaped", says: `pid ${pids} lives on` });
  } else if (event.event === "process.gone") {
    truths.push({ from, kind: "ended", says: "nothing lives" });
  }
}

function endOf({ isSignalled }: Draft, event: Entry["event"]): Pick<Truth, "kind" | "says"> {
  const signal = textOf(event, "signal").replace(/^SIG/, "");
  const says = signal === "" ? `exited ${String(event["code"])}` : `killed by ${signal}`;
  return { kind: isSignalled || signal !== "" ? "killed" : "ended", says };
}

function powerOff(draft: Draft, from: number): void {
  const { kind } = draft.truths.at(-1) ?? {};
  if (kind !== "alive" && kind !== "escaped") return;
  draft.alive = 0;
  draft.truths.push({ from, kind: "killed", says: "died with its node" });
}

/** Of every stretch between two changes; nobody is behind who hears of it in the same millisecond. */
function compare(
  entries: readonly Entry[],
  shown: readonly Shown[],
  truths: readonly Truth[],
): readonly Disagreement[] {
  const changes = [...new Set([...shown, ...truths].map(({ from }) => from))];
  changes.sort((one, other) => one - other);
  const found: Disagreement[] = [];
  for (const [index, from] of changes.entries()) {
    const status = at(shown, from)?.status ?? "";
    const truth = at(truths, from);
    const kind = truth === undefined ? undefined : judge(status, truth.kind);
    const to = changes[index + 1];
    if (kind === undefined || truth === undefined) continue;
    if (kind === "behind" && !lasts(entries, from, to)) continue;
    found.push({ kind, from, to, status, truth: truth.says });
  }
  return found;
}

function lasts(entries: readonly Entry[], from: number, to: number | undefined): boolean {
  return to === undefined || entries[from]?.event.atMs !== entries[to]?.event.atMs;
}

function at<Step extends { readonly from: number }>(
  steps: readonly Step[],
  from: number,
): Step | undefined {
  return steps.findLast((step) => step.from <= from);
}

const OPEN = new Set(["Pending", "InProgress", "Delayed", "Cancelling"]);

/** What is called so has not run to an end of its own. */
const NEVER_ENDED = new Set(["Cancelled", "DeliveryTimedOut", "Terminated"]);

function judge(status: string, truth: TruthKind): Disagreement["kind"] | undefined {
  const isAlive = truth === "alive" || truth === "escaped";
  if (status === "") return undefined;
  if (!OPEN.has(status)) {
    return isAlive || (NEVER_ENDED.has(status) && truth === "ended") ? "false" : undefined;
  }
  if (isAlive) return status === "Pending" ? "behind" : undefined;
  return truth === "none" ? undefined : "behind";
}
