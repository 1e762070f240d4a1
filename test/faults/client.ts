/**
 * A client of a test world, and what became of its calls.
 */
import { seededChooser } from "../../src/kernel/chooser.ts";
import { Prng } from "../../src/kernel/prng.ts";
import { CallError } from "../../src/world/call-error.ts";
import { ClientCalls } from "../../src/world/client-calls.ts";
import type { World } from "../../src/world/world.ts";

/** What a client got: the status and the error's code, or how the call failed. */
export interface Got {
  readonly atMs: number;
  readonly answer: string;
  readonly body: unknown;
}

export class TestClient {
  readonly calls: ClientCalls;
  private readonly world: World;

  constructor(world: World, latencyMs = 10) {
    this.world = world;
    const latency = { minMs: latencyMs, maxMs: latencyMs };
    const prng = Prng.seeded("client");
    this.calls = new ClientCalls({ world, chooser: seededChooser, latency, prng });
  }

  /** Calls, and plays until the call has ended. */
  call(operation: string, input: unknown, timeoutMs = 0): Got {
    const got: Got[] = [];
    const note = (answer: string, body: unknown) =>
      void got.push({ atMs: this.world.nowMs, answer, body });
    this.calls.send({
      target: `AmazonSSM.${operation}`,
      body: JSON.stringify(input),
      timeoutMs,
      answered: ({ status, body }) => {
        const read = JSON.parse(body) as { __type?: string };
        note([status, read.__type].filter((part) => part !== undefined).join(" "), read);
      },
      failed: (error) => note(error instanceof CallError ? error.code : String(error), undefined),
    });
    if (!this.calls.runUntilTrue(() => got.length > 0, this.world.nowMs + 600_000)) {
      throw new Error(`expected ${operation} to end within ten minutes`);
    }
    return got[0]!;
  }

  /** SendCommand of a script. */
  send(script: string, InstanceIds: readonly string[]): Got {
    const Parameters = { commands: [script] };
    return this.call("SendCommand", {
      DocumentName: "AWS-RunShellScript",
      InstanceIds,
      Parameters,
    });
  }
}
