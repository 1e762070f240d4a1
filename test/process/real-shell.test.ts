/**
 * The differential test: the same script in the system's `sh` and in the simulated one.
 *
 * Several real shells run at a time, for they mostly sleep. A run that differs is repeated twice:
 * on a crowded machine an order may be missed by chance, a real difference comes every time.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runReal, runSimulated } from "./real-shell.ts";
import type { RunResult } from "./real-shell.ts";
import { scriptArbitrary } from "./script-arbitrary.ts";
import { SHELL_CASES } from "./shell-cases.ts";
import type { ShellCase } from "./shell-cases.ts";

const SHELLS_AT_A_TIME = 8;
const GENERATED = 100;
const SEED = 20260101;

describe("a script has the same outcome in sh and in a simulated shell", () => {
  it("for every case picked by hand", { timeout: 30_000 }, async () => {
    expect(await differences(SHELL_CASES)).toEqual([]);
  });

  it(`for ${GENERATED} generated scripts`, { timeout: 60_000 }, async () => {
    const scripts = fc.sample(scriptArbitrary, { seed: SEED, numRuns: GENERATED });
    const cases = scripts.map((script): ShellCase => ({
      claim: "generated",
      script,
      mayDescribe: true,
    }));
    expect(await differences(cases)).toEqual([]);
  });
});

async function differences(cases: readonly ShellCase[]): Promise<readonly object[]> {
  const found: object[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let shellCase = cases[next++]; shellCase !== undefined; shellCase = cases[next++]) {
      const difference = await compare(shellCase);
      if (difference !== undefined) found.push(difference);
    }
  };
  await Promise.all(Array.from({ length: SHELLS_AT_A_TIME }, work));
  return found;
}

async function compare(shellCase: ShellCase): Promise<object | undefined> {
  const { script, groupSignal } = shellCase;
  const simulated = comparable(runSimulated(script, groupSignal), shellCase);
  let real = simulated;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    real = comparable(await runReal(script, groupSignal), shellCase);
    if (JSON.stringify(real) === JSON.stringify(simulated)) return undefined;
  }
  return { claim: shellCase.claim, script, real, simulated };
}

function comparable(result: RunResult, { mayDescribe }: ShellCase): RunResult {
  if (mayDescribe !== true) return result;
  return { ...result, stderr: result.stderr.replaceAll(/^(?:Terminated|Killed)\n/gm, "") };
}
