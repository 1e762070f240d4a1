/**
 * The places between the effects of a step, by the words that a plan names them with.
 *
 * `after` is what was carried out last, `before` what would come next. The first word of a frame's
 * place is a place too: `sendFrame` is every frame.
 */
import type { Boundary, Mortal } from "../../kernel/boundary.ts";

const EVERYWHERE = ["the input", "startTimer", "stopTimer", "the end of the step"] as const;
const OF_STORES = ["storeRecord"] as const;

const OF_AGENTS = [
  "openChannel",
  "closeChannel",
  "sendFrame",
  "sendFrame agent_job_ack",
  "sendFrame agent_job_reply",
  "sendReplies",
  "sendReply",
  "sendReply agent_job_reply",
  "reportHealth",
  "getMessages",
  "limitPolling",
  "dropPoll",
  "acknowledgeMessage",
  "failMessage",
  "startWorker",
  "attachWorker",
  "tellWorker",
  "killOrphans",
  "rebootNode",
] as const;

const OF_WORKERS = [
  "startProcess",
  "signalProcess",
  "signalTree",
  "findSurvivors",
  "tellAgent",
  "tellAgent step.ended",
  "tellAgent document.ended",
  "endWorker",
] as const;

const OF_CONTROLLERS = [
  "sendFrame",
  "sendFrame agent_job",
  "sendFrame agent_job_reply_ack",
  "closeChannel",
  "answerCall",
] as const;

export const PLACES: Readonly<Record<Mortal, readonly string[]>> = {
  agent: [...EVERYWHERE, ...OF_STORES, ...OF_AGENTS],
  worker: [...EVERYWHERE, ...OF_WORKERS],
  controller: [...EVERYWHERE, ...OF_STORES, ...OF_CONTROLLERS],
};

/** Every word, once. */
export const PLACE_WORDS = [
  ...new Set([...EVERYWHERE, ...OF_STORES, ...OF_AGENTS, ...OF_WORKERS, ...OF_CONTROLLERS]),
];

/** Whether a boundary's word is the one that a plan names; a plan that names none takes any. */
export function isPlace(named: string | undefined, word: string): boolean {
  return named === undefined || word === named || word.startsWith(`${named} `);
}

/** A place in the steps of one kind of process. */
export interface Point {
  readonly process: Mortal;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

export function namesPlace({ after, before }: Point): boolean {
  return after !== undefined || before !== undefined;
}

export function isAt({ process, after, before }: Point, boundary: Boundary): boolean {
  if (process !== boundary.process) return false;
  return isPlace(after, boundary.after) && isPlace(before, boundary.before);
}
