/**
 * What a client of a fleet asks of the real world. A file of its own, for the SDK keeps what it has
 * read: the first call of a process is the one that counts.
 */
import { createHook } from "node:async_hooks";
import { ListCommandsCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { createFleet } from "../../src/fleet/create-fleet.ts";
import type { Fleet } from "../../src/fleet/create-fleet.ts";

describe("a client", () => {
  /** What a first call asks of the real world: files, timers, sockets. */
  async function realWaits(config: (fleet: Fleet) => object): Promise<string[]> {
    const fleet = createFleet({ nodes: 1 });
    const waits: string[] = [];
    const hook = createHook({ init: (_id, type) => void waits.push(type) }).enable();
    await new SSMClient(config(fleet)).send(new ListCommandsCommand({}));
    hook.disable();
    return waits.filter((type) => /^(FS|Timeout|TCP|PIPE|GETADDRINFO|DNS)/.test(type));
  }

  test("waits for nothing real: virtual time would not wait for it", async () => {
    expect(await realWaits((fleet) => fleet.clientConfig())).toEqual([]);
  });

  test("reads files when the settings are left to it", async () => {
    const bare = (fleet: Fleet) => {
      const { endpoint, region, credentials, requestHandler } = fleet.clientConfig();
      return { endpoint, region, credentials, requestHandler };
    };
    expect(await realWaits(bare)).toContain("FSREQPROMISE");
  });
});
