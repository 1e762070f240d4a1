/**
 * A recorded run of the real agent (amazon-ssm-agent 3.3.0.0): what its controller did, what it
 * said.
 *
 * One file a case in `recordings/`. Jobs have names (`c1` a command, `x1` a cancel) where the run
 * had ids. What a message says beyond what stands here is always the same and stands in
 * agent-message.ts: a field that is left out has its usual value.
 */
import { readFileSync, readdirSync } from "node:fs";

export interface Recording {
  readonly about: string;
  /** Written from what was noted of a run whose frames were not kept; its times are about right. */
  readonly described?: boolean;
  /** Where the recording says something else than the run did. */
  readonly note?: string;
  /** Jobs come by polls, and what the agent says leaves by calls. */
  readonly service?: "ec2messages";
  /** Who is refused is a race: any cancel may have any answer that a cancel has here. */
  readonly races?: boolean;
  readonly controller: readonly Action[];
  readonly agent: readonly AgentMessage[];
}

/** What the controller did, or what was done to the agent's machine; ms since the case began. */
export type Action = { readonly atMs: number } & (
  | SendAction
  | {
      /** Name of the command that is to be cancelled. */
      readonly cancel: string;
      readonly as: string;
      /** How the command is named; its whole job id unless said otherwise. */
      readonly by?: "bare command id";
    }
  /** The TCP connection is cut. */
  | { readonly drop: "socket" }
  /** Goes on when the agent has opened one more channel, or a script has started this process. */
  | { readonly await: string }
  | { readonly order: "kill agent" | "stop agent" | "start agent" | `kill worker of ${string}` }
  /** From now on replies are acknowledged at once (as from the beginning), or not at all. */
  | { readonly acks: "given" | "withheld" }
  /** A frame of a type that does not exist, a text message, bytes that are no frame. */
  | { readonly frame: string }
  | { readonly text: string }
  | { readonly bytes: string }
  /** What is alive of the scripts, when all has settled: the `sleep`s among the processes. */
  | { readonly alive: readonly string[] }
);

/** A command; AWS-RunShellScript with `run` unless the document or the whole content is given. */
export interface SendAction {
  readonly send: string;
  readonly run?: readonly string[];
  /** @defaultValue "3600" */
  readonly timeoutSeconds?: string;
  readonly document?: object;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly content?: string;
  readonly jobId?: string;
  readonly topic?: string;
}

export type AgentMessage = AckMessage | ReplyMessage | CallMessage;

/** A call of the agent's that is no reply. */
export interface CallMessage {
  readonly atMs: number;
  readonly call:
    | "GetMessages"
    | "AcknowledgeMessage"
    | "FailMessage"
    | "CreateControlChannel"
    | "UpdateInstanceInformation";
  /** The job that it is about. */
  readonly job?: string;
  /** Of a full health report: SSMConnectionChannel. */
  readonly connection?: string;
}

export interface AckMessage {
  readonly atMs: number;
  readonly ack: string;
  /** Status code and error message. */
  readonly answer: string;
  /** The how-manieth channel of the case carried it; 1 when left out. */
  readonly channel?: number;
}

export interface ReplyMessage {
  readonly atMs: number;
  readonly reply: string;
  readonly status: string;
  readonly channel?: number;
  /** Null on the wire when left out; so are the steps. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly steps?: Readonly<Record<string, Step>>;
}

export interface Step {
  readonly status: string;
  readonly code: number;
  /** `aws:runShellScript` when left out. */
  readonly name?: string;
  readonly output: Text;
  /** The same as `output` when left out. */
  readonly standardOutput?: Text;
  /** Empty when left out. */
  readonly standardError?: Text;
}

/** A long text is kept as its length in bytes of UTF-8 and their digest. */
export type Text = string | { readonly bytes: number; readonly sha256: string };

const folder = new URL("./recordings/", import.meta.url);

/** The names of all recordings, in order of their numbers. */
export const RECORDINGS: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ""))
  .sort();

/** A recording; `<uid>` in it is who runs it here. */
export function loadRecording(name: string): Recording {
  const text = readFileSync(new URL(`${name}.json`, folder), "utf8");
  return JSON.parse(text.replaceAll("<uid>", String(process.getuid?.() ?? ""))) as Recording;
}
