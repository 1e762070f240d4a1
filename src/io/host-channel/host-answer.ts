/**
 * What became of a request to a host: its answer, or why there is none.
 */

/** A refusal as the admin routes show it. */
export interface HostProblem {
  readonly error: string;
  readonly expected: string;
  readonly found: string;
}

export type HostAnswer =
  | { readonly ok: true; readonly result: unknown }
  /** `status` is the HTTP status of an admin route that fails with it. */
  | { readonly ok: false; readonly status: number; readonly problem: HostProblem };

/** The host won't: what was asked for is wrong in itself (400), or does not fit what is there. */
export function refusedByHost(problem: HostProblem): HostAnswer {
  return failed(WRONG_IN_ITSELF.has(problem.error) ? 400 : 409, problem);
}

const WRONG_IN_ITSELF: ReadonlySet<string> = new Set([
  "UnknownProfile",
  "InvalidState",
  "InvalidCount",
]);

/** The host is gone: whether it has done what it was asked is not known. */
export function hostLost(host: string): HostAnswer {
  const expected = "the host to answer before its channel closes";
  return failed(503, { error: "HostLost", expected, found: `host ${host} is gone` });
}

/** The host did not answer in time: it may still do what it was asked. */
export function hostTimedOut(host: string, ms: number): HostAnswer {
  const expected = `an answer of the host within ${ms} ms`;
  return failed(504, { error: "HostTimeout", expected, found: `none from host ${host}` });
}

/** Too many requests are under way; this one was not sent. */
export function hostBusy(host: string, max: number): HostAnswer {
  const expected = `at most ${max} requests under way`;
  return failed(503, { error: "HostBusy", expected, found: `as many at host ${host}` });
}

function failed(status: number, problem: HostProblem): HostAnswer {
  return { ok: false, status, problem };
}
