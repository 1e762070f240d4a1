/**
 * Whether what the controller says of a run fits to what the processes did.
 *
 * What the real agent gets wrong is spelt out: a result that is lost with the agent (the job's file
 * is gone, the reply not out) ends as DeliveryTimedOut, and so does a cancel that names a job which
 * the agent never got; the failure of a worker is told of the document's first step, whatever that
 * had come to.
 */
import { nodeId } from "./fixture.ts";
import { KILLED_AT_ITS_END, STEPS } from "./crash-run.ts";
import type { CrashOutcome } from "./crash-run.ts";

/** What is wrong with a run, one line each; each says which run it was. */
export function complaints(run: CrashOutcome): string[] {
  const found = [
    ...aboutStarts(run),
    ...aboutStatus(run),
    ...aboutSteps(run),
    ...aboutFinality(run),
    ...aboutRemains(run),
    ...aboutTimers(run),
  ];
  const { seed, process, cancelMs, at, death } = run.plan;
  const where = run.deaths.map(({ after, before }) => `after ${after}, before ${before}`);
  const which = JSON.stringify({ seed, process, cancelMs, at, death });
  return found.map((complaint) => `${complaint} (${run.status}) in ${which} ${where.join("; ")}`);
}

function aboutStarts({ scripts }: CrashOutcome): string[] {
  return STEPS.flatMap((step) => {
    const { length } = scripts[step] ?? [];
    return length > 1 ? [`step ${step} was started ${length} times`] : [];
  });
}

function aboutStatus(run: CrashOutcome): string[] {
  const ends = STEPS.map((step) => run.scripts[step]?.[0]);
  switch (run.status) {
    case undefined:
      return run.sendAnswered || ends.some(Boolean) ? ["a command was lost"] : [];
    case "Success/Success":
      return ends.every((end) => end === "exited 0") ? [] : ["Success was not earned"];
    case "Cancelled/Cancelled":
      return cancelComplaints(run);
    case "Failed/Failed":
      return isWorkerLost(run) ? [] : ["no worker was lost"];
    case "TimedOut/DeliveryTimedOut":
      return !run.jobWasStored ? [] : ["the agent could have told the end"];
    default:
      return ["this is no end"];
  }
}

function cancelComplaints({ plan, scripts, events }: CrashOutcome): string[] {
  const ends = STEPS.flatMap((step) => scripts[step] ?? []);
  const wasKilled = ends.some(isKill);
  const told = events.findIndex(
    (one) => one.event === "status.changed" && one["to"] === "Cancelled",
  );
  const later = events.slice(told).filter(({ event }) => event.startsWith("process."));
  return [
    ...(plan.cancelMs === undefined ? ["nobody has cancelled"] : []),
    ...(wasKilled || ends.length < STEPS.length ? [] : ["all had run to the end"]),
    ...later.map(({ event }) => `${event} after Cancelled was told`),
  ];
}

function isWorkerLost({ plan, deaths }: CrashOutcome): boolean {
  if (deaths.length === 0) return false;
  return plan.death?.kind === "powerCut" || plan.process === "worker";
}

function aboutSteps(run: CrashOutcome): string[] {
  return STEPS.flatMap((step) => {
    const end = run.scripts[step]?.[0];
    const told = run.told[step] ?? "";
    return isTrue(run, step, told, end) ? [] : [`step ${step} ${String(end)} was told as ${told}`];
  });
}

function isTrue(run: CrashOutcome, step: string, told: string, end: string | undefined): boolean {
  // Of a step that no reply spoke of the invocation's own status is shown, and no code.
  if (told === "" || told.endsWith(" -1")) return true;
  switch (told) {
    case "Success 0":
      return end === "exited 0";
    case "Cancelled 137":
      return end !== undefined && isKill(end);
    case "Cancelled 1":
      return end === undefined;
    case "Failed 1":
      return step === STEPS[0] && isWorkerLost(run);
    default:
      return false;
  }
}

/** A kill of one that nobody has waited for counts as a hit, as with the real agent. */
function isKill(end: string): boolean {
  return end === "exited SIGKILL" || end === KILLED_AT_ITS_END;
}

/** An invocation that has ended never changes again. */
function aboutFinality({ events }: CrashOutcome): string[] {
  const changes = events.filter((one) => one.event === "status.changed" && one.node !== undefined);
  const end = changes.findIndex((one) => FINAL.has(String(one["to"])));
  return end < 0 || end === changes.length - 1 ? [] : ["it changed after its end"];
}

const FINAL: ReadonlySet<string> = new Set(["Success", "Cancelled", "Failed", "TimedOut"]);

function aboutRemains({ made }: CrashOutcome): string[] {
  const store = made.world.host.node(nodeId(0))?.store;
  const running = made.world.processes().map(({ args }) => `${args} still runs`);
  return [
    ...running,
    ...(store?.jobs.size === 0 ? [] : ["a job is left in the agent's store"]),
    ...(store?.replies.size === 0 ? [] : ["a reply is left in the agent's store"]),
  ];
}

/** A timer of an earlier life would meet a state that knows nothing of it. */
function aboutTimers({ events }: CrashOutcome): string[] {
  return events
    .filter(({ event, cause }) => event === "event.ignored" && /^xstate\.after/.test(String(cause)))
    .map(({ machine, cause }) => `a timer outlived its life: ${String(machine)} ${String(cause)}`);
}
