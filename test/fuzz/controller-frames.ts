/**
 * What a broken controller sends: jobs and cancels of every sort, and acks of replies.
 */
import type { Prng } from "../../src/kernel/prng.ts";
import { FrameFuzzer } from "./frame-fuzzer.ts";
import type { Draft } from "./frame-fuzzer.ts";
import { pick, randomText, randomValue } from "./random-json.ts";

const IDS_MAX = 50;
const SCRIPTS = ["true", "echo hi", "exit 3", "kill -9 $$", "(", "{{ name }}", ""];
const SCHEMAS = ["1.2", "2.0", "2.2", "0.1", "9"];

export class ControllerFrames extends FrameFuzzer {
  private readonly node: string;
  /** Job ids that were used, to be cancelled and used again. */
  private readonly jobIds: (string | undefined)[] = [];

  constructor(prng: Prng, node: string) {
    super(prng);
    this.node = node;
  }

  protected draft(): Draft {
    const { prng } = this;
    const kind = prng.range(0, 9);
    if (kind <= 4) return this.send();
    return kind <= 7 ? this.cancel() : this.ack();
  }

  private send(): Draft {
    const { prng } = this;
    const content = {
      Parameters: prng.chance(1, 3) ? { name: randomValue(prng) } : {},
      DocumentContent: this.document(),
      ...{ CommandId: this.uuid(), DocumentName: "Fuzz", OutputS3KeyPrefix: "" },
      ...{ OutputS3BucketName: "", CloudWatchLogGroupName: "", CloudWatchOutputEnabled: "false" },
    };
    return this.job("aws.ssm.sendCommand.us-east-1.1", content);
  }

  private document(): unknown {
    const { prng } = this;
    const schemaVersion = pick(prng, SCHEMAS);
    const inputs = {
      runCommand: [pick(prng, SCRIPTS)],
      timeoutSeconds: pick(prng, ["5", 7.9, "abc"]),
    };
    const names = Array.from({ length: prng.range(0, 3) }, (_, at) => `step${at}`);
    const action = pick(prng, ["aws:runShellScript", "aws:runPowerShellScript", "aws:nothing"]);
    return schemaVersion === "1.2"
      ? { schemaVersion, runtimeConfig: { [action]: { properties: [inputs] } } }
      : { schemaVersion, mainSteps: names.map((name) => ({ action, name, inputs })) };
  }

  private cancel(): Draft {
    return this.job("aws.ssm.cancelCommand.us-east-1.1", { CancelMessageId: this.knownId() });
  }

  private ack(): Draft {
    const payload = { jobId: this.knownId(), acknowledgedMessageId: this.uuid() };
    return { type: "agent_job_reply_ack", payload };
  }

  private job(Topic: string, content: unknown): Draft {
    const JobId = this.prng.chance(1, 4) ? this.knownId() : this.newId();
    const payload = { SchemaVersion: 1, JobId, Topic, Content: JSON.stringify(content) };
    return { type: "agent_job", payload, inner: "Content" };
  }

  private newId(): string {
    const { prng } = this;
    const id = prng.chance(1, 10) ? randomText(prng) : `aws.ssm.${this.uuid()}.${this.node}`;
    this.jobIds[prng.range(0, IDS_MAX - 1)] = id;
    return id;
  }

  private knownId(): string {
    return this.jobIds[this.prng.range(0, IDS_MAX - 1)] ?? this.newId();
  }
}
