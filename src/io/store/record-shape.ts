/**
 * What the records of an agent's disk look like, checked before one is taken up.
 *
 * A record that is damaged or none of ours is left where it is, and its agent goes on without it:
 * one bad file is no reason for others to be lost.
 */
import { z } from "zod";
import type { StoreChange } from "../../agent/agent-store.ts";
import { AGENT_STATUSES } from "../../wire/payload.ts";

/** Where a record that can't be read stands, and what is wrong with it. */
export interface RecordProblem {
  readonly node: string;
  readonly table: string;
  readonly key: string;
  /** One line: what was expected, what was found. */
  readonly problem: string;
}

export interface RecordRow {
  readonly node: string;
  readonly table: string;
  readonly key: string;
  readonly json: string;
}

/** The change that puts a record into its agent's store. Errors: a problem, as a value. */
export function readRecord({ node, table, key, json }: RecordRow): StoreChange | RecordProblem {
  const problem = (text: string): RecordProblem => ({ node, table, key, problem: text });
  const shape = Object.hasOwn(SHAPES, table) ? SHAPES[table as keyof typeof SHAPES] : undefined;
  if (shape === undefined) {
    return problem(`expected one of the tables ${Object.keys(SHAPES).join(", ")}, found ${table}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    return problem(`expected JSON, found: ${cause instanceof Error ? cause.message : "none"}`);
  }
  const checked = shape.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return problem(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "of another form"}`);
  }
  // As it was written: the shape says what has to be there, and takes nothing away.
  return { type: "storeRecord", table, key, value } as StoreChange;
}

const status = z.enum(AGENT_STATUSES);
const stepResult = z.object({
  ...{ status, code: z.number(), name: z.string(), output: z.string() },
  ...{ startMs: z.number(), endMs: z.number() },
  ...{ outputS3BucketName: z.string(), outputS3KeyPrefix: z.string(), stepName: z.string() },
  ...{ standardOutput: z.string(), standardError: z.string() },
});
const envelope = { messageId: z.string(), createdMs: z.number(), jobId: z.string() };

const agentJob = z.object({
  type: z.literal("agent_job"),
  ...envelope,
  topic: z.string(),
  content: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("sendCommand"),
      ...{ commandId: z.string(), documentName: z.string() },
      parameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      ...{ outputS3BucketName: z.string(), outputS3KeyPrefix: z.string() },
    }),
    z.object({ kind: z.literal("cancelCommand"), cancelMessageId: z.string() }),
  ]),
});

const agentJobReply = z.object({
  type: z.literal("agent_job_reply"),
  ...envelope,
  topic: z.enum(["aws.ssm.sendCommand", "aws.ssm.cancelCommand"]),
  content: z.object({
    ...{ agentVersion: z.string(), dateTimeMs: z.number(), documentTraceOutput: z.string() },
    runtimeStatusCounts: z.record(z.string(), z.number()).nullable(),
    documentStatus: status,
    runtimeStatus: z.record(z.string(), stepResult).nullable(),
    ableToOpenMGSConnection: z.boolean().optional(),
  }),
});

const SHAPES = {
  job: z.object({
    folder: z.enum(["pending", "current", "corrupt"]),
    message: agentJob,
    // Left out by older files: there was one way then.
    service: z.enum(["ssmmessages", "ec2messages"]).optional(),
    receivedMs: z.number(),
    runCount: z.int().min(0),
    done: z.array(stepResult).optional(),
  }),
  idempotency: z.number(),
  reply: z.object({ message: agentJobReply, storedMs: z.number(), attempts: z.int().min(0) }),
} as const;
