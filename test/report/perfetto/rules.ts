/** The rules of trace-event files that Perfetto holds to, as far as ours can break them. */
import type { RawEntry } from "./devtools.ts";

/** What is wrong with the entries; nothing for a right file. */
export function brokenRules(entries: readonly RawEntry[]): readonly string[] {
  return [
    ...outOfOrder(entries),
    ...badTimes(entries),
    ...badSlices(entries),
    ...overlaps(entries),
    ...looseFlows(entries),
    ...threadsOfTwo(entries),
  ];
}

function outOfOrder(entries: readonly RawEntry[]): readonly string[] {
  return entries.flatMap(({ ts, name }, index) =>
    ts < (entries[index - 1]?.ts ?? 0) ? [`${name} at ${ts} stands behind a later one`] : [],
  );
}

function badTimes(entries: readonly RawEntry[]): readonly string[] {
  const isTime = (time = 0) => Number.isSafeInteger(time) && time >= 0;
  const bad = entries.filter(({ ts, dur }) => !isTime(ts) || !isTime(dur));
  return bad.map(({ name, ts }) => `${name} has the time ${ts}`);
}

/** Slices of one row (pid, category, id) lie within each other, and every one ends. */
function badSlices(entries: readonly RawEntry[]): readonly string[] {
  const rows = new Map<string, string[]>();
  const wrong: string[] = [];
  for (const { ph, pid, cat, id = "", name } of entries) {
    const row = `${pid} ${cat} ${id}`;
    const open = rows.get(row) ?? [];
    rows.set(row, open);
    if (ph === "b") open.push(name);
    if (ph === "e" && open.pop() !== name) wrong.push(`${name} ends and is not the innermost`);
  }
  for (const open of rows.values()) for (const name of open) wrong.push(`${name} never ends`);
  return wrong;
}

function overlaps(entries: readonly RawEntry[]): readonly string[] {
  const ends = new Map<number, number>();
  const wrong: string[] = [];
  for (const { tid, ts, dur = 0, name } of entries.filter(({ ph }) => ph === "X")) {
    if (ts < (ends.get(tid) ?? 0)) wrong.push(`${name} at ${ts} overlaps with the one before it`);
    ends.set(tid, ts + dur);
  }
  return wrong;
}

/** Each has one beginning and one end, in this order, both at a slice of its thread. */
function looseFlows(entries: readonly RawEntry[]): readonly string[] {
  const slices = new Set(
    entries.filter(({ ph }) => ph === "X").map(({ pid, tid, ts }) => `${pid} ${tid} ${ts}`),
  );
  const phases = new Map<string, string>();
  const wrong: string[] = [];
  for (const { ph, id = "", pid, tid, ts } of entries) {
    if (ph !== "s" && ph !== "f") continue;
    phases.set(id, (phases.get(id) ?? "") + ph);
    if (!slices.has(`${pid} ${tid} ${ts}`)) wrong.push(`${id} is at no slice`);
  }
  for (const [id, phase] of phases) if (phase !== "sf") wrong.push(`${id} is ${phase}`);
  return wrong;
}

/** Perfetto knows a thread by its number alone. */
function threadsOfTwo(entries: readonly RawEntry[]): readonly string[] {
  const owners = new Map<number, number>();
  return entries.flatMap(({ pid, tid, name }) => {
    if (tid === 0) return [];
    const owner = owners.get(tid) ?? pid;
    owners.set(tid, owner);
    return owner === pid ? [] : [`${name}: thread ${tid} is of ${owner} and of ${pid}`];
  });
}
