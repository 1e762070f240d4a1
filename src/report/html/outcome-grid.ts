/** How each command ended on each node, run by run, and how often in all. */
import type { Outcome, ScenarioResult } from "../../scenario/result.ts";
import type { OutcomeGrid, OutcomeRow, OutcomeStatus } from "../../view/page-data.ts";
import { TextTable } from "./text-table.ts";

/** Cells of a page are bounded: more can't be looked at. */
const RUNS_MAX = 200;
const ROWS_MAX = 100;

export function outcomeGrid({
  runs,
  complaints,
}: Pick<ScenarioResult, "runs" | "complaints">): OutcomeGrid {
  const failed = new Set(complaints.map(({ seed }) => seed));
  const statuses = new TextTable();
  const places = new TextTable();
  const cells: number[][] = [];
  for (const [index, { outcomes }] of runs.entries()) {
    for (const outcome of outcomes) {
      const place = places.place(JSON.stringify([outcome.command, outcome.node]));
      const row = (cells[place] ??= runs.map(() => NO_OUTCOME));
      row[index] = statuses.place(statusKey(outcome));
    }
  }
  const known = statuses.all().map((key) => JSON.parse(key) as OutcomeStatus);
  const rows = places.all().map((key, place) => rowOf(key, cells[place] ?? [], known.length));
  return {
    statuses: known,
    runs: runs.slice(0, RUNS_MAX).map(({ seed }) => ({ seed, failed: failed.has(seed) })),
    runsLeftOut: Math.max(0, runs.length - RUNS_MAX),
    rows: rows.slice(0, ROWS_MAX),
    rowsLeftOut: Math.max(0, rows.length - ROWS_MAX),
  };
}

const NO_OUTCOME = -1;

function statusKey({ status, details, escaped }: Outcome): string {
  return JSON.stringify({ status, details: details === "" ? status : details, escaped });
}

function rowOf(key: string, cells: readonly number[], statuses: number): OutcomeRow {
  const [command = "", node = ""] = JSON.parse(key) as string[];
  const totals = Array.from({ length: statuses }, () => 0);
  for (const cell of cells) if (cell !== NO_OUTCOME) totals[cell] = (totals[cell] ?? 0) + 1;
  return { command, node, cells: cells.slice(0, RUNS_MAX), totals };
}
