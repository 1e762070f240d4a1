/**
 * The options of a file: those of the run, and those of the fleet.
 */
import { setOption, VIRTUAL_DEFAULTS } from "../../world/fleet-options.ts";
import type { FleetOptions } from "../../world/fleet-options.ts";
import type { ScenarioOptions } from "../scenario.ts";
import { RUN_OPTIONS } from "./options-form.ts";
import type { OptionsForm } from "./options-form.ts";
import type { Reading } from "./reading.ts";

export function readOptions(form: OptionsForm | undefined, reading: Reading): ScenarioOptions {
  const { seed = 1, runs = 1, lasts } = form ?? {};
  const set = fleetOptions(form ?? {});
  let fleet: FleetOptions = VIRTUAL_DEFAULTS;
  for (const [name, text] of Object.entries(set)) {
    const next = setOption(fleet, name, text);
    if ("problem" in next) refuse(name, next.problem, reading);
    else fleet = next;
  }
  return { seed: String(seed), runs, lastsMs: lasts, fleet, set };
}

function fleetOptions(form: OptionsForm): Readonly<Record<string, string>> {
  const entries = Object.entries(form).flatMap(([name, text]) =>
    typeof text !== "string" || RUN_OPTIONS.includes(name) ? [] : [[name, text] as const],
  );
  return Object.fromEntries(entries);
}

/** Such as a range whose ends are the wrong way round. */
function refuse(name: string, problem: string, reading: Reading): void {
  const expected = /expected (.*), found/.exec(problem)?.[1];
  reading.refuse(["options", name], expected ?? "another value");
}
