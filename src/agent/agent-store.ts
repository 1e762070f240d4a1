/**
 * What survives a restart of a simulated agent: the files that the real one keeps.
 *
 * Jobs stand in a folder (`pending`: accepted, not started; `current`: handed to a worker;
 * `corrupt`: given up), accepted job ids in the idempotency list, replies without an ack in the
 * reply store. The store belongs to the world, which alone changes it, by the changes that an
 * agent asks for; the changes of one step are one transaction.
 * Source: the agent's document/state, idempotency and replies directories.
 */
import type { Encoder } from "../kernel/encoder.ts";
import { encodeResults } from "./step-results.ts";
import type { AgentJob, AgentJobReply, MessageService, StepResult } from "../wire/message.ts";

export interface StoredJob {
  readonly folder: "pending" | "current" | "corrupt";
  readonly message: AgentJob;
  /** The one that it came by: its replies leave by the same. */
  readonly service: MessageService;
  readonly receivedMs: number;
  /** How often a start of the agent has taken the job up again. */
  readonly runCount: number;
  /**
   * Of the steps that have ended, in order, when the document waits for a reboot: the last one asked
   * for it, and is run again.
   */
  readonly done?: readonly StepResult[];
}

export interface StoredReply {
  readonly message: AgentJobReply;
  readonly storedMs: number;
  readonly attempts: number;
  /** The JobId of the command that it is about, where that is not the message's own. */
  readonly about?: string;
}

/** One change; a value of undefined deletes. Keys: job id (its uuid part), type/id, message id. */
export type StoreChange =
  | {
      readonly type: "storeRecord";
      readonly table: "job";
      readonly key: string;
      readonly value: StoredJob | undefined;
    }
  | {
      readonly type: "storeRecord";
      readonly table: "idempotency";
      readonly key: string;
      readonly value: number | undefined;
    }
  | {
      readonly type: "storeRecord";
      readonly table: "reply";
      readonly key: string;
      readonly value: StoredReply | undefined;
    };

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

export class AgentStore {
  /** In the order of arrival. Maps are made when first written, so that an idle node has none. */
  jobs: ReadonlyMap<string, StoredJob> = NOTHING;
  /**
   * Accepted job ids as `SendCommand/<id>` or `CancelCommand/<id>`, with the time of acceptance;
   * profile `ideal` adds `Cancelled/<JobId>` for commands that must not run when they come.
   */
  idempotency: ReadonlyMap<string, number> = NOTHING;
  replies: ReadonlyMap<string, StoredReply> = NOTHING;

  /** Carries out one change. Values are immutable; only the maps are the store's own. */
  apply(change: StoreChange): void {
    switch (change.table) {
      case "job":
        this.jobs = changed(this.jobs, change.key, change.value);
        return;
      case "idempotency":
        this.idempotency = changed(this.idempotency, change.key, change.value);
        return;
      case "reply":
        this.replies = changed(this.replies, change.key, change.value);
    }
  }

  clone(): AgentStore {
    const copy = new AgentStore();
    copy.replace(this);
    return copy;
  }

  /** Holds from now on what another one holds. */
  replace({ jobs, idempotency, replies }: AgentStore): void {
    this.jobs = jobs.size === 0 ? NOTHING : new Map(jobs);
    this.idempotency = idempotency.size === 0 ? NOTHING : new Map(idempotency);
    this.replies = replies.size === 0 ? NOTHING : new Map(replies);
  }

  encode(encoder: Encoder): void {
    encoder.int(this.jobs.size);
    for (const [id, job] of this.jobs) {
      encoder.id(id);
      encoder.text(job.folder);
      encoder.id(job.message.jobId);
      encoder.flag(job.service === "ssmmessages");
      encoder.int(job.runCount);
      encodeResults(encoder, job.done);
    }
    encoder.int(this.idempotency.size);
    for (const [key, acceptedMs] of this.idempotency) {
      encoder.id(key);
      encoder.time(acceptedMs);
    }
    encoder.int(this.replies.size);
    for (const [id, reply] of this.replies) {
      encoder.id(id);
      encoder.id(reply.message.jobId);
      encoder.id(reply.about ?? "");
      encoder.text(reply.message.content.documentStatus);
      encoder.flag(reply.message.content.ableToOpenMGSConnection !== undefined);
      encoder.time(reply.storedMs);
      encoder.int(reply.attempts);
    }
  }
}

function changed<Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
  value: Value | undefined,
): ReadonlyMap<string, Value> {
  const own = map === NOTHING ? new Map<string, Value>() : (map as Map<string, Value>);
  if (value === undefined) own.delete(key);
  else own.set(key, value);
  return own.size === 0 ? NOTHING : own;
}
