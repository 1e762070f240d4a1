/**
 * Waits until the user's own code has nothing left to do but to wait for the fleet.
 *
 * Between the user's `send` and our request handler, and between our answer and what the user does
 * next, stand promises alone: no timer and no file. So one turn of the event loop is enough, and
 * the others are for code that takes a turn itself. What waits for a real timer or a file is not
 * waited for.
 */

/** Turns in a row in which no request came. Source: our choice; one is what the SDK needs. */
const QUIET_TURNS = 3;

// As it was at the start: a test that fakes timers shall not stop the fleet.
const afterTurn = setImmediate;

/** `requests` says how many requests have come so far. */
export async function quiet(requests: () => number): Promise<void> {
  let seen = requests();
  for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
    await new Promise<void>((resolve) => afterTurn(resolve));
    if (requests() === seen) continue;
    seen = requests();
    turn = -1;
  }
}
