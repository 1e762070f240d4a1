/** docs/fidelity.md says of every shipped scenario whether it is played live, and why not. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LIVE_VIEW } from "../../src/scenario/property/monitor.ts";
import { COMPARISONS } from "../../src/scenario/property/properties.ts";
import { SHIPPED } from "./shipped.ts";
import type { Shipped } from "./shipped.ts";

const PAGE = readFileSync(new URL("../../docs/fidelity.md", import.meta.url), "utf8");

test("the table of scenarios that are played live is as they are", () => {
  expect(cells("Scenarios played live")).toEqual(SHIPPED.map(rowOf));
});

test("the properties that are judged otherwise are those that two runs are needed for, and more", () => {
  const rows = cells("Judged otherwise in live runs");
  const left = rows.filter(([, how]) => how === "not judged").map(([name]) => name);
  const compared = COMPARISONS.map(({ name }) => `\`${name}\``);
  expect(left).toEqual(["`sameSeedSameTrace`", ...compared]);
  const allowed = rows.find(([name]) => name === "`cancelledIsHonest`")?.[1];
  expect(allowed).toContain(`within ${LIVE_VIEW.noticedWithinMs} ms`);
});

/** The cells of the table under a heading, without its head. */
function cells(heading: string): string[][] {
  const section = PAGE.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  const split = (row: string) => row.split("|").slice(1, -1);
  return rows.slice(2).map((row) => split(row).map((cell) => cell.trim()));
}

function rowOf({ file, reasons }: Shipped): string[] {
  const name = file.replace(/^scenarios\/|\.yaml$/g, "");
  const why = reasons.map((reason) => reason.replace(/^scenarios\/[^ ]*: /, ""));
  return [`[${name}](../${file})`, why.length === 0 ? "played" : why.join("; ")];
}
