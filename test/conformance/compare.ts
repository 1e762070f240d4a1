/**
 * What differs between what a recorded agent said and what ours says: one sentence each.
 *
 * Compared in order: the acks of all jobs; of each job its first reply, after its ack; and its
 * steps. The other replies of a job are sent side by side, so they may overtake one another, and
 * so may those of different jobs. No reply may come much earlier than it was recorded, or
 * something was not waited for.
 */
import { callDifferences } from "./compare-calls.ts";
import type { AckMessage, AgentMessage, Recording, ReplyMessage } from "./recording.ts";

/** By how much a message may be earlier than recorded: starting a script took up to 0.4 s. */
const EARLY_MS_MAX = 600;

export function differences(recording: Recording, heard: readonly AgentMessage[]): string[] {
  if (recording.service !== undefined) return callDifferences(recording, heard);
  const isRace = recording.races === true;
  return [
    ...(isRace ? racedAcks(recording, heard) : ackDifferences(recording.agent, heard)),
    ...jobsOf([...recording.agent, ...heard]).flatMap((job) => {
      const expected = repliesOf(recording.agent, job);
      const found = repliesOf(heard, job);
      if (isRace && isExcused(recording, heard, job)) return [];
      if (isRace && expected.length === 0) return racedReplies(recording, found, job);
      return replyDifferences(job, expected, found);
    }),
    ...orderDifferences(heard),
  ];
}

function ackDifferences(
  expected: readonly AgentMessage[],
  heard: readonly AgentMessage[],
): string[] {
  const [wanted, found] = [acksOf(expected).map(ackText), acksOf(heard).map(ackText)];
  if (wanted.join() === found.join()) return [];
  return [`acks: expected ${wanted.join(", ")}; found ${found.join(", ")}`];
}

function replyDifferences(
  job: string,
  expected: readonly ReplyMessage[],
  found: readonly ReplyMessage[],
): string[] {
  const problems: string[] = [];
  const [wanted, given] = [expected.map(replyText), found.map(replyText)];
  if (wanted[0] !== given[0]) {
    problems.push(
      `first reply of ${job}: expected ${wanted[0] ?? "none"}; found ${given[0] ?? "none"}`,
    );
  }
  for (const text of without(wanted, given)) problems.push(`${job}: expected ${text}; found none`);
  for (const text of without(given, wanted)) problems.push(`${job}: found ${text}, not expected`);
  const [order, foundOrder] = [stepOrder(expected), stepOrder(found)];
  if (order !== foundOrder) {
    problems.push(`steps of ${job}: expected ${order}; found ${foundOrder}`);
  }
  const [firstMs, foundMs] = [endMs(expected), endMs(found)];
  if (foundMs < firstMs - EARLY_MS_MAX) {
    problems.push(`${job}: ended after ${foundMs} ms; recorded: ${firstMs} ms`);
  }
  return problems;
}

/** A job's ack comes before all of its replies. */
function orderDifferences(heard: readonly AgentMessage[]): string[] {
  const acked = new Set<string>();
  const problems: string[] = [];
  for (const message of heard) {
    if ("ack" in message) acked.add(message.ack);
    else if ("reply" in message && !acked.has(message.reply))
      problems.push(`${message.reply}: a reply before its ack`);
  }
  return problems;
}

/** Every cancel has one of the recorded answers, and each of the answers is given to some. */
function racedAcks({ agent }: Recording, heard: readonly AgentMessage[]): string[] {
  const [wanted, found] = [acksOf(agent), acksOf(heard)];
  const jobs = (acks: readonly AckMessage[]): string => acks.map(({ ack }) => ack).join();
  const answers = (acks: readonly AckMessage[]): string =>
    [...new Set(acks.map(({ answer }) => answer))].sort().join(", ");
  const problems: string[] = [];
  if (jobs(wanted) !== jobs(found)) problems.push(`acks: one for each of ${jobs(wanted)}`);
  if (answers(wanted) !== answers(found)) {
    problems.push(`acks: expected ${answers(wanted)}; found ${answers(found)}`);
  }
  return problems;
}

/** A cancel that was refused then and is taken now: one reply, as to every cancel. */
function racedReplies({ agent }: Recording, found: readonly ReplyMessage[], job: string): string[] {
  const other = agent.find((message) => "reply" in message && message.reply.startsWith("x"));
  return replyDifferences(job, [{ ...(other as ReplyMessage), atMs: 0 }], found);
}

/** A refused job has no replies; a command of which all cancels were refused runs on. */
function isExcused(recording: Recording, heard: readonly AgentMessage[], job: string): boolean {
  const isTaken = (name: string): boolean =>
    acksOf(heard).some(({ ack, answer }) => ack === name && answer.startsWith("200"));
  if (job.startsWith("x")) return !isTaken(job) && repliesOf(heard, job).length === 0;
  const cancels = recording.controller.flatMap((action) =>
    "cancel" in action && action.cancel === job ? [action.as] : [],
  );
  return !cancels.some(isTaken) && repliesOf(heard, job).length === 1;
}

function acksOf(messages: readonly AgentMessage[]): AckMessage[] {
  return messages.filter((message) => "ack" in message);
}

function repliesOf(messages: readonly AgentMessage[], job: string): ReplyMessage[] {
  return messages.filter(
    (message) => "reply" in message && message.reply === job,
  ) as ReplyMessage[];
}

function jobsOf(messages: readonly AgentMessage[]): string[] {
  const named = messages.flatMap((message) => {
    if ("ack" in message) return [message.ack];
    return "reply" in message ? [message.reply] : [];
  });
  return [...new Set(named)];
}

function ackText({ ack, answer, channel = 1 }: AckMessage): string {
  return `${ack} ${answer}${channel > 1 ? ` by channel ${channel}` : ""}`;
}

/** All of a reply but its time; the order of keys counts, as Go sorts those of maps. */
function replyText({ status, counts, steps, channel = 1 }: ReplyMessage): string {
  const parts = { channel, counts: counts ?? null, steps: steps ?? null };
  return `${status} ${JSON.stringify(parts)}`;
}

/** The steps in the order of their own replies. */
function stepOrder(replies: readonly ReplyMessage[]): string {
  const own = replies.filter(({ status }) => status === "InProgress");
  return [...new Set(own.flatMap(({ steps }) => Object.keys(steps ?? {})))].join();
}

/** When the first reply with an end in it came. */
function endMs(replies: readonly ReplyMessage[]): number {
  return replies.find(({ steps }) => steps !== undefined)?.atMs ?? 0;
}

function without(texts: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return texts.filter((text) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
