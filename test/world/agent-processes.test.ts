/** What a host makes of agents that have processes of their own, which a test plays here. */
import { expect, test } from "vitest";
import type { AgentInput } from "../../src/agent/input.ts";
import type { StoredJob } from "../../src/agent/agent-store.ts";
import { seededChooser } from "../../src/kernel/chooser.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Prng } from "../../src/kernel/prng.ts";
import type { Due } from "../../src/kernel/queue.ts";
import { Trace } from "../../src/kernel/trace.ts";
import type { TraceEvent } from "../../src/kernel/trace.ts";
import type { AgentNews } from "../../src/world/agent-news.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import type { AgentPort, Ailments, HostPorts } from "../../src/world/host-ports.ts";
import { Host } from "../../src/world/host.ts";
import type { ManagedNode } from "../../src/world/managed-node.ts";

const COMMAND = "11111111-1111-4111-8111-111111111111";
const JOB: StoredJob = {
  folder: "current",
  message: {
    type: "agent_job",
    messageId: "m1",
    createdMs: 0,
    jobId: COMMAND,
    topic: "aws.ssm.sendCommand",
    content: {
      kind: "sendCommand",
      ...{ commandId: COMMAND, documentName: "AWS-RunShellScript", parameters: {} },
      ...{ document: {}, outputS3BucketName: "", outputS3KeyPrefix: "" },
      ...{ cloudWatchLogGroupName: "", cloudWatchOutputEnabled: false },
    },
  },
  service: "ssmmessages",
  receivedMs: 0,
  runCount: 0,
};

const STORED: AgentNews = {
  type: "store",
  changes: [{ type: "storeRecord", table: "job", key: COMMAND, value: JOB }],
};
const STARTED: AgentNews = {
  type: "order",
  order: {
    type: "startWorker",
    done: undefined,
    order: {
      ...{ commandId: COMMAND, documentName: "AWS-RunShellScript" },
      ...{ outputS3BucketName: "", outputS3KeyPrefix: "" },
      steps: [
        {
          ...{ key: "one", action: "aws:runShellScript", script: "sleep 600" },
          ...{ workingDirectory: "", timeoutSeconds: 3600, environment: {}, refusal: undefined },
          flow: { onFailure: "", onSuccess: "", finallyStep: false },
        },
      ],
    },
  },
};
const GONE: AgentNews = { type: "gone" };

/** Notes down what the host wants of its agents. */
class Port implements AgentPort {
  readonly calls: string[] = [];
  readonly inputs: AgentInput[] = [];
  ailments: Ailments | undefined;
  start(node: ManagedNode): void {
    this.calls.push(`start ${node.boot}`);
  }
  tell(_node: ManagedNode, input: AgentInput): void {
    this.inputs.push(input);
  }
  stored(): void {
    this.calls.push("stored");
  }
  ail(_node: ManagedNode, ailments: Ailments): void {
    this.ailments = ailments;
  }
  watch(_node: ManagedNode, isWatched: boolean): void {
    this.calls.push(`watch ${isWatched}`);
  }
  hang(): void {
    this.calls.push("hang");
  }
  wake(): void {
    this.calls.push("wake");
  }
  kill(): void {
    this.calls.push("kill");
  }
}

function never(): never {
  throw new Error("agents elsewhere have sockets of their own");
}

const NO_MESSAGES: HostPorts["messages"] = {
  ...{ get: never, limit: never, drop: never, acknowledge: never, fail: never, reply: never },
};

class Stage {
  readonly port = new Port();
  readonly kernel = new Kernel(seededChooser);
  readonly events: TraceEvent[] = [];
  readonly stamps: (bigint | undefined)[] = [];
  readonly committed: string[] = [];
  readonly host: Host;
  readonly node: ManagedNode;

  constructor() {
    const trace = new Trace();
    trace.read((event, stampNs) => {
      this.events.push(event);
      this.stamps.push(stampNs);
    });
    const prng = Prng.seeded("1");
    this.host = new Host({ kernel: this.kernel, trace, prng, firstOwner: 1 }, this.#ports());
    const { agent: options, life } = VIRTUAL_DEFAULTS;
    const id = "i-00000000000000001";
    const common = { id, options, life, tags: {}, profile: options.profile };
    this.node = this.host.add({ ...common, state: "Running" });
  }

  say(...news: readonly AgentNews[]): void {
    const { boot } = this.node;
    for (const one of news) this.host.agentNews(this.node, boot, one);
  }

  /** Plays all that is due within this time. */
  play(lengthMs: number): void {
    const due: Due = { owner: 0, code: 0, payload: undefined };
    const { queue } = this.kernel;
    const endMs = queue.nowMs + lengthMs;
    while (queue.nextMs !== undefined && queue.nextMs <= endMs) {
      this.kernel.take(due);
      this.host.dispatch(due);
    }
    queue.nowMs = endMs;
  }

  stopped(): unknown[] {
    return this.events.filter(({ event }) => event === "agent.stopped").map(({ reason }) => reason);
  }

  #ports(): HostPorts {
    return {
      ...{ openChannel: never, closeChannel: never, sendFrame: never, reportHealth: never },
      messages: NO_MESSAGES,
      nodeStateChanged: () => {},
      agents: this.port,
      durable: {
        commit: (node, changes, release) => {
          this.committed.push(`${node} ${changes.length}`);
          release();
        },
      },
    };
  }
}

test("what an agent did before it was killed counts, and its next life begins behind it", () => {
  const stage = new Stage();
  const { host, node, port } = stage;
  host.restartAgent(node);
  expect(port.calls).toEqual(["start 1", "kill"]);
  stage.say(STORED, STARTED);
  expect(node.store.jobs.has(COMMAND)).toBe(true);
  stage.play(1000);
  expect(host.listProcesses().map(({ args }) => args)).toContain("sleep 600");
  expect(stage.stopped()).toEqual([]);
  stage.say(GONE);
  expect(stage.stopped()).toEqual(["crash"]);
  expect(port.calls).toEqual(["start 1", "kill", "start 2"]);
});

test("an agent whose node has lost its power stores what it did, and gives no orders any more", () => {
  const stage = new Stage();
  const { host, node } = stage;
  host.order(node, "stop");
  expect(stage.stopped()).toEqual(["power"]);
  stage.say(STORED, STARTED, GONE);
  stage.play(1000);
  expect(stage.committed).toEqual([`${node.id} 1`]);
  expect([node.store.jobs.size, host.listProcesses().length]).toEqual([1, 0]);
  expect(stage.stopped()).toEqual(["power"]);
});

test("a process that is gone without an order has crashed, and starts when it is told to", () => {
  const stage = new Stage();
  const { host, node, port } = stage;
  stage.say(GONE);
  expect(stage.stopped()).toEqual(["crash"]);
  expect(host.crashAgent(node)).toBe(false);
  expect(host.startAgent(node)).toBe(true);
  expect(host.startAgent(node)).toBe(false);
  host.agentNews(node, 1, STORED);
  expect(node.store.jobs.size).toBe(0);
  expect(port.calls).toEqual(["start 1", "start 2"]);
});

test("a crash with a restart waits its time and for the end of the process, whichever is later", () => {
  const stage = new Stage();
  const { host, node, port } = stage;
  host.crashAgent(node, 1000);
  stage.play(2000);
  expect(port.calls).toEqual(["start 1", "kill"]);
  stage.say(GONE);
  expect(port.calls.at(-1)).toBe("start 2");
  host.crashAgent(node, 1000);
  stage.say(GONE);
  stage.play(999);
  expect(port.calls.at(-1)).toBe("kill");
  stage.play(1);
  expect(port.calls.at(-1)).toBe("start 3");
});

test("a node that was removed stores nothing any more", () => {
  const stage = new Stage();
  stage.host.remove(stage.node);
  stage.say(STORED, GONE);
  expect(stage.committed).toEqual([]);
});

test("what its workers say reaches the present life alone", () => {
  const stage = new Stage();
  const { host, node, port } = stage;
  stage.say(STORED, STARTED, {
    type: "order",
    order: { type: "attachWorker", commandId: COMMAND },
  });
  stage.play(1000);
  expect(port.inputs.map(({ type }) => type)).toEqual(["worker.attached"]);
  stage.say({ type: "order", order: { type: "attachWorker", commandId: COMMAND } });
  stage.say(GONE);
  host.startAgent(node);
  stage.play(1000);
  expect(port.inputs).toHaveLength(1);
});

test("faults of an agent's pace, disk and clock are told to its process", () => {
  const { host, node, port } = new Stage();
  host.faults.hang(node);
  host.faults.hang(node);
  host.faults.wake(node);
  expect(port.calls).toEqual(["start 1", "hang"]);
  host.faults.wake(node);
  expect(port.calls).toEqual(["start 1", "hang", "wake"]);
  const span = { minMs: 5, maxMs: 9 };
  host.faults.slow(node, span);
  host.faults.slowDisk(node, span);
  host.faults.moveClock(node, 500);
  host.faults.fillDisk(node);
  expect(port.ailments).toEqual({ slow: span, diskSlow: span, skewMs: 500, isDiskFull: true });
  host.faults.freeDisk(node);
  host.faults.moveClock(node, -500);
  expect(port.ailments).toMatchObject({ skewMs: 0, isDiskFull: false });
});

test("its lines keep the time and the stamp that they were written with", () => {
  const stage = new Stage();
  const fact = { event: "job.started", node: stage.node.id } as const;
  stage.say({ type: "trace", atMs: 7, stampNs: 42n, source: "agent", fact });
  expect(stage.events.at(-1)).toMatchObject({ atMs: 7, source: "agent", ...fact });
  expect(stage.stamps.at(-1)).toBe(42n);
});

test("what it has in hand is what it has said last, and nothing once it is down", () => {
  const stage = new Stage();
  const { host, node } = stage;
  stage.say({ type: "load", load: { running: 2, queued: 1 } });
  expect(host.agentLoad(node)).toEqual({ running: 2, queued: 1 });
  host.crashAgent(node);
  expect(host.agentLoad(node)).toEqual({ running: 0, queued: 0 });
});

test("who was killed by somebody else is known until its node starts it, or is down itself", () => {
  const stage = new Stage();
  const { host, node } = stage;
  const killed = () => host.killedAgents().map(({ id }) => id);
  host.crashAgent(node);
  stage.say(GONE);
  expect(killed()).toEqual([]);
  host.startAgent(node);
  expect(killed()).toEqual([]);
  stage.say(GONE);
  expect(killed()).toEqual([node.id]);
  host.restartAgent(node);
  expect(killed()).toEqual([]);
  stage.say(GONE);
  host.order(node, "stop");
  expect(killed()).toEqual([]);
});
