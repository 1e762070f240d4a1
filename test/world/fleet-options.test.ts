import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  FLEET_OPTIONS,
  LIVE_DEFAULTS,
  VIRTUAL_DEFAULTS,
  formText,
  optionText,
  setOption,
} from "../../src/world/fleet-options.ts";
import type { FleetOptions } from "../../src/world/fleet-options.ts";

/** Fields of the records that no one may set by name, and why. */
const NOT_SETTABLE = {
  profile: "has a flag of its own",
  agentVersion: "a fact of the profile",
  platformName: "a fact of the profile",
  platformVersion: "a fact of the profile",
  region: "the fleet's",
  accountId: "the fleet's",
  epochMs: "the world's",
  hibernateMs: "a table of the real agent",
  overtakes: "a fraction, set by scenarios",
  scriptLengthMax: "a bound",
  stepsMax: "a bound",
  nodesMax: "a bound",
  commandsMax: "a bound",
  openInvocationsMax: "a bound",
  bodyCharactersMax: "a bound",
};

function set(name: string, text: string): FleetOptions {
  const result = setOption(VIRTUAL_DEFAULTS, name, text);
  if ("problem" in result) throw new Error(result.problem);
  return result;
}

function problem(name: string, text: string): string {
  const result = setOption(VIRTUAL_DEFAULTS, name, text);
  return "problem" in result ? result.problem : "none";
}

describe("fleet options", () => {
  test("every field of every record is an option, or stands on the list of those that are not", () => {
    const { agent, controller, life } = VIRTUAL_DEFAULTS;
    const fields = [agent, controller, life].flatMap((record) => Object.keys(record));
    const known = [...Object.keys(FLEET_OPTIONS), ...Object.keys(NOT_SETTABLE)];
    expect([...new Set([...fields, "latencyMs"])].sort()).toEqual(known.sort());
  });

  test("an option that two records share is set in both", () => {
    const options = set("healthReportMs", "2000");
    expect(options.agent.healthReportMs).toBe(2000);
    expect(options.controller.healthReportMs).toBe(2000);
    expect(VIRTUAL_DEFAULTS.agent.healthReportMs).toBe(300_000);
  });

  test.each([
    ["spawnMs", "50..270", (o: FleetOptions) => o.agent.spawnMs, { minMs: 50, maxMs: 270 }],
    ["spawnMs", "7", (o: FleetOptions) => o.agent.spawnMs, { minMs: 7, maxMs: 7 }],
    ["latencyMs", "0..1", (o: FleetOptions) => o.latencyMs, { minMs: 0, maxMs: 1 }],
    ["failFast", "true", (o: FleetOptions) => o.controller.failFast, true],
    ["rebootMs", "0", (o: FleetOptions) => o.life.rebootMs, 0],
    [
      "connectionLostNodes",
      "Undeliverable",
      (o: FleetOptions) => o.controller.connectionLostNodes,
      "Undeliverable",
    ],
  ])("%s=%s sets it", (name, text, read, expected) => {
    expect(read(set(name, text))).toEqual(expected);
  });

  test.each([
    ["helthReportMs", "1", "unknown option helthReportMs; the nearest one is healthReportMs"],
    ["__proto__", "1", /^unknown option __proto__/],
    [
      "spawnMs",
      "9..3",
      /expected a whole number or a range MIN\.\.MAX within 0\.\.86400000, found/,
    ],
    ["spawnMs", "1..2..3", /found "1\.\.2\.\.3"/],
    ["commandWorkers", "0", 'option commandWorkers: expected a whole number 1..100, found "0"'],
    ["commandWorkers", "1e3", /found "1e3"/],
    ["failFast", "yes", 'option failFast: expected true or false, found "yes"'],
    ["listCommandsUnknownId", "", /expected empty or InvalidCommandId, found ""/],
  ])("%s=%s is refused with what was expected and found", (name, text, expected) => {
    expect(problem(name, text)).toMatch(expected);
  });

  test("docs/defaults.md says of every option what the code says", () => {
    const page = readFileSync(new URL("../../docs/defaults.md", import.meta.url), "utf8");
    const cells = [...page.matchAll(/^\| `(\w+)` .*$/gm)].map((row) =>
      row[0]
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    const expected = Object.entries(FLEET_OPTIONS).map(([name, row]) => [
      `\`${name}\``,
      defaultsText(name),
      formText(row.form),
      row.about,
    ]);
    expect(cells).toEqual(expected);
  });
});

function defaultsText(name: string): string {
  const virtual = optionText(VIRTUAL_DEFAULTS, name);
  const live = optionText(LIVE_DEFAULTS, name);
  return virtual === live ? virtual : `${virtual} (live: ${live})`;
}
