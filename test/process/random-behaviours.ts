/**
 * Behaviours drawn from a seed: any mix of fields, with short times.
 */
import type { Prng } from "../../src/kernel/prng.ts";
import type { Behaviour, Lifetime, MsSpan } from "../../src/process/behaviour.ts";

export function randomBehaviour(prng: Prng): Behaviour {
  const span = (): MsSpan => {
    const minMs = prng.range(0, 1500);
    return { minMs, maxMs: minMs + prng.range(0, 500) };
  };
  const lifetime = (): Lifetime => (prng.chance(1, 8) ? true : span());
  const fields: Readonly<Record<keyof Behaviour, () => unknown>> = {
    lasts: lifetime,
    exitCode: () => prng.range(0, 255),
    output: () => "output\n",
    ignores: () => (["TERM", "INT", "HUP"] as const).filter(() => prng.chance(1, 2)),
    traps: span,
    trapExitCode: () => prng.range(0, 255),
    exitsLate: span,
    exitsWhileKilled: () => prng.range(0, 255),
    escapes: lifetime,
    doubleForks: lifetime,
    holdsPipe: lifetime,
    forksWhenSignalled: lifetime,
    floods: () => prng.range(1, 100_000),
    brokenUtf8: () => true,
    outOfMemoryAfter: span,
    stopsAfter: span,
    uninterruptible: span,
    spawnError: () => "Cannot allocate memory",
  };
  const chosen = Object.entries(fields).filter(([name]) =>
    name === "spawnError" ? prng.chance(1, 30) : prng.chance(1, 5),
  );
  return Object.fromEntries(chosen.map(([name, draw]) => [name, draw()]));
}
