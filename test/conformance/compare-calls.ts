/**
 * What differs between the recorded calls of an agent that polls, and those of ours.
 *
 * One after another go: GetMessages, and of each message its first reply and its
 * AcknowledgeMessage; beside them, one after another, the replies with results. At the start only
 * the first call has its place. Calls that are about no message (health, tries for a channel) are
 * compared where the recording is of the start alone.
 */
import type { AgentMessage, Recording } from "./recording.ts";

export function callDifferences(recording: Recording, heard: readonly AgentMessage[]): string[] {
  const { agent } = recording;
  if (agent.some(isAboutAgent)) return startDifferences(agent, heard);
  return [
    ...laneDifferences("messages", messageLane(agent), messageLane(heard)),
    ...laneDifferences("results", resultLane(agent), resultLane(heard)),
    ...timeDifferences(agent, heard),
  ];
}

/** How many of the messages count that were heard: the others come when they come. */
export function countCompared({ agent }: Recording, heard: readonly AgentMessage[]): number {
  const isStart = agent.some(isAboutAgent);
  return heard.filter((message) => isStart || !isAboutAgent(message)).length;
}

function startDifferences(agent: readonly AgentMessage[], heard: readonly AgentMessage[]) {
  const wanted = agent.map(textOf);
  // The first report of the periodic ones may come at any time, also at once.
  const found = heard.map(textOf).filter((text, at, all) => {
    return !text.includes("UpdateInstanceInformation") || all.indexOf(text) === at;
  });
  return [
    ...laneDifferences("first call", wanted.slice(0, 1), found.slice(0, 1)),
    ...laneDifferences("calls", [...wanted].sort(), [...found].sort()),
  ];
}

function laneDifferences(
  lane: string,
  wanted: readonly string[],
  found: readonly string[],
): string[] {
  if (wanted.join("\n") === found.join("\n")) return [];
  return [`${lane}: expected ${wanted.join(", ")}; found ${found.join(", ")}`];
}

/** Nothing with a result comes much earlier than it was recorded. */
function timeDifferences(agent: readonly AgentMessage[], heard: readonly AgentMessage[]): string[] {
  const [wantedMs, foundMs] = [firstEndMs(agent), firstEndMs(heard)];
  if (foundMs >= wantedMs - EARLY_MS_MAX) return [];
  return [`ended after ${foundMs} ms; recorded: ${wantedMs} ms`];
}

/** Starting a script took the real agent up to 0.4 s. */
const EARLY_MS_MAX = 600;

function firstEndMs(messages: readonly AgentMessage[]): number {
  return messages.find((message) => "reply" in message && message.steps !== undefined)?.atMs ?? 0;
}

function isAboutAgent(message: AgentMessage): boolean {
  if (!("call" in message)) return false;
  return message.call === "CreateControlChannel" || message.call === "UpdateInstanceInformation";
}

function messageLane(messages: readonly AgentMessage[]): string[] {
  return messages.filter((message) => !isAboutAgent(message) && !isResult(message)).map(textOf);
}

function resultLane(messages: readonly AgentMessage[]): string[] {
  return messages.filter(isResult).map(textOf);
}

function isResult(message: AgentMessage): boolean {
  return "reply" in message && message.steps !== undefined;
}

function textOf(message: AgentMessage): string {
  return JSON.stringify({ ...message, atMs: undefined });
}
