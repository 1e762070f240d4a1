/** docs/fidelity.md lists exactly the recordings and the shortened waits. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OUTSIDE_SUBSET, VIRTUAL } from "./cases.ts";
import { RECORDINGS, loadRecording } from "./recording.ts";
import { SHORTER } from "./shorter.ts";

const PAGE = readFileSync(new URL("../../docs/fidelity.md", import.meta.url), "utf8");

test("the table of played cases has a row for each recording, and says what it was made from", () => {
  const rows = RECORDINGS.map((name) => [
    `\`${name}\``,
    loadRecording(name).described === true ? "outcome" : "frames",
  ]);
  expect(cells("Played").map((row) => row.slice(0, 2))).toEqual(rows);
});

test("every shortened wait is listed, and no other", () => {
  const names = Object.keys(SHORTER).map((name) => `\`${name}\``);
  const listed = cells("Waits that are shorter than recorded").map(([name]) => name);
  expect(listed.sort()).toEqual(names.sort());
});

test("what is played in one way only is named", () => {
  const intro = PAGE.split("## Played")[0] ?? "";
  const named = [...intro.matchAll(/`(\d+b?-[^`]+)`/g)].map(([, name]) => name);
  const virtual = VIRTUAL.map((name) => `${name.split("-")[0] ?? ""}-…`);
  expect(named).toEqual([...Object.keys(OUTSIDE_SUBSET), ...virtual]);
});

test("a case that holds another claim of the page exists", () => {
  const rest = PAGE.slice(PAGE.indexOf("## A cancel"));
  for (const [, name] of rest.matchAll(/`(\d+b?-[^`…]+)`/g)) expect(RECORDINGS).toContain(name);
});

/** The cells of the first table under a heading, without its head. */
function cells(heading: string): string[][] {
  const section = PAGE.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
