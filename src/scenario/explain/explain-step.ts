/**
 * A step in words: when, what, and on which nodes.
 */
import { msText } from "../../kernel/duration.ts";
import type { Action, PollAction, ScenarioNode, SendAction, Step, When } from "../scenario.ts";
import { eventText, rangeText } from "./event-text.ts";
import { nodesText, scopeText } from "./nodes-text.ts";

export function explainStep({ when, action }: Step, nodes: readonly ScenarioNode[]): string {
  return `${whenText(when)}: ${actionText(action, nodes)}`;
}

function whenText(when: When): string {
  switch (when.kind) {
    case "at":
      return `at ${rangeText(when.time)}`;
    case "next":
      return "then";
    case "after": {
      const { event, plus } = when;
      const later = plus.maxMs === 0 ? "at" : `${rangeText(plus)} after`;
      return `${later} ${eventText(event)}`;
    }
  }
}

function actionText(action: Action, nodes: readonly ScenarioNode[]): string {
  switch (action.do) {
    case "send":
      return sendText(action, nodes);
    case "cancel": {
      const of = action.nodes === undefined ? "all its nodes" : nodesText(action.nodes);
      return `cancel ${action.command} on ${of}`;
    }
    case "wait":
      return `wait for ${eventText(action.until)}, at most ${msText(action.withinMs)}`;
    case "poll":
      return pollText(action);
    case "crash": {
      const { restartMs } = action;
      const again =
        restartMs === undefined ? "for good" : `and start it ${msText(restartMs)} later`;
      return `crash the agent of ${nodesText(action.nodes)} ${again}`;
    }
    case "restart":
      return `restart the agent of ${nodesText(action.nodes)}`;
    default:
      return `${action.do} ${nodesText(action.nodes)}`;
  }
}

function pollText({ statuses, command, node, everyMs, withinMs }: PollAction): string {
  const asking = `GetCommandInvocation, asked every ${msText(everyMs)},`;
  return `wait until ${asking} shows ${statuses.join(" or ")} of ${command} on ${node}, at most ${msText(withinMs)}`;
}

function sendText({ as, request }: SendAction, nodes: readonly ScenarioNode[]): string {
  const { InstanceIds, Targets, DocumentName, Parameters, ...rest } =
    request as unknown as SentRequest;
  const targets = (Targets ?? []).map(({ Key, Values }) => `${Key}=${Values.join("|")}`);
  const by = Targets === undefined ? "" : ` by ${targets.join(" and ")}`;
  const names = InstanceIds ?? targetsOf(Targets ?? [], nodes);
  const what = Parameters["commands"] ?? [DocumentName];
  const more = Object.entries(rest).map(([key, value]) => `, ${key} ${String(value)}`);
  return `send ${as} to ${scopeText(names, nodes)}${by}: ${scriptText(what)}${more.join("")}`;
}

interface Target {
  readonly Key: string;
  readonly Values: readonly string[];
}

interface SentRequest {
  readonly InstanceIds?: readonly string[];
  readonly Targets?: readonly Target[];
  readonly DocumentName: string;
  readonly Parameters: Readonly<Record<string, readonly string[]>>;
}

/** As the controller finds them (controller/resolve-targets.ts), with all nodes as they start. */
function targetsOf(targets: readonly Target[], nodes: readonly ScenarioNode[]): readonly string[] {
  const fitting = nodes.filter(({ tags, state }) =>
    targets.every(({ Key, Values }) => {
      if (state === "Terminated") return false;
      if (Key === "tag-key") return Values.some((key) => Object.hasOwn(tags, key));
      const value = tags[Key.replace(/^tag:/, "")];
      return value !== undefined && Values.includes(value);
    }),
  );
  return fitting.map(({ name }) => name);
}

const SCRIPT_LENGTH_MAX = 60;

function scriptText(lines: readonly string[]): string {
  const text = lines
    .join("; ")
    .trim()
    .replaceAll(/\s*\n\s*/g, "; ");
  return text.length > SCRIPT_LENGTH_MAX ? `${text.slice(0, SCRIPT_LENGTH_MAX)}...` : text;
}
