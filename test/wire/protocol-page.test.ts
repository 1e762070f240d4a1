/** The tables of docs/protocol.md say what the code does: both are compared, cell by cell. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACK_CODES } from "../../src/wire/ack-code.ts";
import { DECODE_ERRORS } from "../../src/wire/decode-error.ts";
import type { FieldRule, FieldRules } from "../../src/wire/field-rule.ts";
import { FRAME_BYTES_MAX, FRAME_LAYOUT } from "../../src/wire/frame.ts";
import { MESSAGE } from "../../src/wire/message-delivery.ts";
import { OPEN_CONTROL_CHANNEL } from "../../src/wire/open-control-channel.ts";
import * as payload from "../../src/wire/payload.ts";
import { READERS, type Reader } from "../../src/wire/reader.ts";
import { goldenFrame } from "./golden-frames.ts";

const PAGE = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

test.each<[string, FieldRules]>([
  ["OpenControlChannel", OPEN_CONTROL_CHANNEL],
  ["Content of aws.ssm.sendCommand", payload.SEND_COMMAND_CONTENT],
  ["Content of aws.ssm.cancelCommand", payload.CANCEL_COMMAND_CONTENT],
  ["Content of a reply", payload.REPLY_CONTENT],
  ["additionalInfo", payload.ADDITIONAL_INFO],
  ["additionalInfo.agent", payload.AGENT_INFO],
  ["A step in runtimeStatus", payload.STEP_RESULT],
  ["A message", MESSAGE],
  ...Object.entries(payload.PAYLOADS).map(([type, { fields }]): [string, FieldRules] => [
    type,
    fields,
  ]),
])("the fields of '%s' are those of the guard table, in its order", (heading, rules) => {
  const expected = Object.entries(rules).map(([name, rule]) => [name, kindOf(rule), maxOf(rule)]);
  expect(columns(heading, 3)).toEqual(expected);
});

test("the header is the layout", () => {
  const expected = Object.entries(FRAME_LAYOUT).map(([name, cells]) => [
    name,
    ...cells.map(String),
  ]);
  expect(columns("Header", 3)).toEqual(expected);
});

test("the header shown is a recorded one", () => {
  const golden = goldenFrame("agent_job_reply_ack");
  const expected = Object.entries(FRAME_LAYOUT).map(([name, [offset, bytes]]) => {
    return `${name.padEnd(15)} ${golden.header.slice(offset * 2, (offset + bytes) * 2)}`;
  });
  expect(PAGE).toContain(["```text", ...expected, "```"].join("\n"));
  expect(PAGE).toContain(`its payload is ${golden.payload.length} bytes`);
});

test("the readers are as strict as the page says", () => {
  const names = Object.keys(READERS.agent) as (keyof Reader)[];
  const expected = names.map((name) => [
    name,
    yesOrNo(READERS.agent[name]),
    yesOrNo(READERS.controller[name]),
  ]);
  expect(columns("Readers", 3)).toEqual(expected);
  expect(PAGE).toContain(`${FRAME_BYTES_MAX.toLocaleString("en-US")} bytes`);
});

test("the types go where the page says", () => {
  const expected = Object.entries(payload.PAYLOADS).map(([type, { takenBy }]) => [type, takenBy]);
  expect(columns("Types", 2)).toEqual(expected);
});

test("the ack codes are those of the table", () => {
  const expected = Object.entries(ACK_CODES).map(([code, row]) => [
    code,
    row.errorMessage,
    yesOrNo(row.repliesFollow),
    row.when,
  ]);
  expect(columns("Ack codes", 4)).toEqual(expected);
});

test("the status words are those of the agent", () => {
  expect(columns("Status words", 1)).toEqual(payload.AGENT_STATUSES.map((word) => [word]));
});

test("the errors are those of the table", () => {
  const expected = Object.entries(DECODE_ERRORS).map(([code, row]) => [
    code,
    row.expected,
    row.next,
  ]);
  expect(columns("Codes", 3)).toEqual(expected);
});

/** The first cells of each row of the table below a heading, without its head. */
function columns(heading: string, count: number): string[][] {
  const [, below = ""] = PAGE.split(`\n### ${heading}\n`);
  const lines = below.split(/\n##/, 1)[0]?.split("\n") ?? [];
  const rows = lines.filter((line) => line.startsWith("|")).slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, count + 1)
      .map(plain),
  );
}

function plain(cell: string): string {
  return cell.trim().replace(/^`(.*)`$/, "$1");
}

function kindOf({ kind }: FieldRule): string {
  return kind === "oneOf" ? "one of" : kind;
}

function maxOf(rule: FieldRule): string {
  if (!("max" in rule)) return "";
  return rule.max === Number.MAX_SAFE_INTEGER ? "the frame" : rule.max.toLocaleString("en-US");
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
