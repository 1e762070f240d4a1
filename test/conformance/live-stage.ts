/**
 * Stages of one live host: a node each, real processes, real sockets on 127.0.0.1.
 *
 * The host joins a controller that does nothing by itself; nodes are told to crash over the host
 * channel, as the admin API would.
 */
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import type { AgentOptions } from "../../src/agent/options.ts";
import { startHost } from "../../src/io/live-host.ts";
import type { LiveHost } from "../../src/io/live-host.ts";
import { LIVE_DEFAULTS } from "../../src/world/fleet-options.ts";
import { FakeController } from "../io/host/fake-controller.ts";
import type { HeardCall, Stage } from "./stage.ts";

export class LiveTheatre {
  readonly #controller: FakeController;
  readonly #host: LiveHost;
  readonly #stages = new Map<string, LiveStage>();

  private constructor(controller: FakeController, host: LiveHost) {
    this.#controller = controller;
    this.#host = host;
    controller.arrived = ({ node, bytes }) => this.#stages.get(node)?.arrived(bytes);
    controller.called = ({ node, operation, text }) => {
      this.#stages.get(node)?.heard({ operation, text });
    };
  }

  static async open(): Promise<LiveTheatre> {
    const controller = await FakeController.start();
    const host = await startHost({
      controllerUrl: controller.url,
      hostName: "conformance",
      nodes: [],
      processes: "real",
      region: "us-east-1",
      seed: "conformance",
      log: pino({ level: process.env["FLEETSIM_TEST_LOG"] ?? "silent" }),
    });
    return new LiveTheatre(controller, host);
  }

  /** A stage with a new node; resolves when its agent has opened its channel, or polls instead. */
  async stage(options: AgentOptions, service?: "ec2messages"): Promise<Stage> {
    const { life } = LIVE_DEFAULTS;
    const id = `mi-${(this.#stages.size + 1).toString(16).padStart(17, "0")}`;
    const stage = new LiveStage(id, this.#controller, this.#host);
    this.#stages.set(id, stage);
    const description = { id, tags: {}, profile: "amazon-ssm-agent", options, life };
    if (service !== undefined) this.#controller.denied.add(id);
    await this.#host.add({ ...description, state: "Running" });
    if (service === undefined) await this.#controller.openings.find(({ node }) => node === id);
    else await this.#controller.messageCalls.find(({ node }) => node === id);
    stage.begin();
    return stage;
  }

  async close(): Promise<void> {
    await this.#host.stop();
    await this.#controller.stop();
  }
}

class LiveStage implements Stage {
  readonly node: string;
  arrived: (bytes: Buffer) => void = () => {};
  readonly past: HeardCall[] = [];
  called: (call: HeardCall) => void = (call) => void this.past.push(call);
  readonly #mail: object[] = [];
  readonly #controller: FakeController;
  readonly #host: LiveHost;
  #beginMs = 0;

  constructor(node: string, controller: FakeController, host: LiveHost) {
    this.node = node;
    this.#controller = controller;
    this.#host = host;
  }

  get channels(): number {
    return this.#controller.openings.count(({ node }) => node === this.node);
  }

  begin(): void {
    this.#beginMs = performance.now();
  }

  nowMs(): number {
    return performance.now() - this.#beginMs;
  }

  async until(atMs: number): Promise<void> {
    await delay(Math.max(0, atMs - this.nowMs()));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#controller.sendBytes(this.node, bytes);
  }

  sendText(text: string): void {
    this.#controller.sockets.get(this.node)?.send(text);
  }

  heard(call: HeardCall): void {
    this.called(call);
    if (call.operation === "GetMessages") setImmediate(() => this.#deliver());
  }

  sendMessage(message: object): void {
    this.#mail.push(message);
    this.#deliver();
  }

  drop(): void {
    this.#controller.sockets.get(this.node)?.terminate();
  }

  async killAgent(): Promise<void> {
    await this.#ask({ type: "order", node: this.node, order: "crash" });
  }

  async startAgent(): Promise<void> {
    await this.#ask({ type: "order", node: this.node, order: "restart" });
  }

  async killWorker(command: string): Promise<void> {
    await this.#ask({ type: "crashWorker", node: this.node, command });
  }

  async listProcesses(): Promise<readonly string[]> {
    const listed = await this.#host.listProcesses();
    return listed.filter(({ node }) => node === this.node).map(({ args }) => args);
  }

  #deliver(): void {
    if (this.#mail.length > 0 && this.#controller.polls.has(this.node)) {
      this.#controller.answerPoll(this.node, this.#mail.splice(0));
    }
  }

  async #ask(request: Record<string, unknown>): Promise<void> {
    const answer = await this.#controller.ask(request);
    if (answer.type !== "answer" || answer["result"] === false) {
      throw new Error(`${JSON.stringify(request)}: ${JSON.stringify(answer)}`);
    }
  }
}
