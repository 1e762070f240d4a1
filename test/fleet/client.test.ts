/**
 * Clients of a fleet: aborts, timeouts, errors, several at once.
 */
import {
  CancelCommandCommand,
  CreateActivationCommand,
  DescribeInstanceInformationCommand,
  InvalidCommandId,
  InvalidInstanceId,
  ListCommandsCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { createFleet } from "../../src/fleet/create-fleet.ts";
import { clientOf, script, sendScript } from "./clients.ts";

const NO_COMMAND = "00000000-0000-4000-8000-000000000000";

async function commandCount(ssm: SSMClient): Promise<number> {
  return (await ssm.send(new ListCommandsCommand({}))).Commands!.length;
}

describe("an abort", () => {
  test("before the send: nothing is sent, and no time passes", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    const before = fleet.nowMs;
    const sending = ssm.send(script(fleet, "echo hello"), { abortSignal: AbortSignal.abort() });
    await expect(sending).rejects.toMatchObject({ name: "AbortError" });
    expect(fleet.nowMs).toBe(before);
    expect(await commandCount(ssm)).toBe(0);
  });

  test("on the way: rejects at once, and the command was sent all the same", async () => {
    const fleet = createFleet({ nodes: 1, options: { latencyMs: 100 } });
    const ssm = clientOf(fleet);
    const abort = new AbortController();
    const sentMs = fleet.nowMs;
    const sending = ssm.send(script(fleet, "echo hello"), { abortSignal: abort.signal });
    void fleet.advance(50).then(() => abort.abort(new Error("had enough")));
    await expect(sending).rejects.toMatchObject({ name: "AbortError" });
    expect(fleet.nowMs - sentMs).toBe(50);
    await fleet.settle();
    expect(await commandCount(ssm)).toBe(1);
  });

  test("reaches whoever calls the handler himself with its reason", async () => {
    const fleet = createFleet({ nodes: 1 });
    const reason = new Error("had enough");
    const { requestHandler } = fleet.clientConfig();
    const abort = new AbortController();
    const handling = requestHandler.handle({ headers: {} }, { abortSignal: abort.signal });
    abort.abort(reason);
    const error = await handling.catch((found: unknown) => found);
    expect(error).toMatchObject({ name: "AbortError" });
    expect((error as Error).cause).toBe(reason);
  });

  test("by a signal that knows onabort alone", async () => {
    const fleet = createFleet({ nodes: 1 });
    const { requestHandler } = fleet.clientConfig();
    const abortSignal = { aborted: false, onabort: undefined as (() => void) | undefined };
    const handling = requestHandler.handle({ headers: {} }, { abortSignal });
    abortSignal.onabort?.();
    await expect(handling).rejects.toMatchObject({ name: "AbortError" });
  });

  test("after the answer changes nothing", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    const abort = new AbortController();
    await ssm.send(script(fleet, "echo hello"), { abortSignal: abort.signal });
    abort.abort();
    await fleet.settle();
    expect(await commandCount(ssm)).toBe(1);
  });
});

describe("a timeout", () => {
  test("counts in virtual time, and the command was sent all the same", async () => {
    const fleet = createFleet({ nodes: 1, options: { latencyMs: 100 } });
    const ssm = clientOf(fleet);
    const sentMs = fleet.nowMs;
    const sending = ssm.send(script(fleet, "echo hello"), { requestTimeout: 150 });
    await expect(sending).rejects.toMatchObject({ name: "TimeoutError" });
    expect(fleet.nowMs - sentMs).toBe(150);
    expect(await commandCount(ssm)).toBe(1);
  });

  test("that is long enough does not count", async () => {
    const fleet = createFleet({ nodes: 1, options: { latencyMs: 100 } });
    const sending = clientOf(fleet).send(script(fleet, "echo"), { requestTimeout: 200 });
    expect((await sending).Command?.Status).toBe("Pending");
  });

  test("is tried again by a client that may: two commands then", async () => {
    const fleet = createFleet({ nodes: 1, options: { latencyMs: 100 } });
    const ssm = new SSMClient({ ...fleet.clientConfig(), maxAttempts: 2 });
    const sending = ssm.send(script(fleet, "echo hello"), { requestTimeout: 150 });
    await expect(sending).rejects.toMatchObject({ name: "TimeoutError" });
    await fleet.settle();
    expect(await commandCount(ssm)).toBe(2);
  });
});

describe("errors", () => {
  test("come as the SDK's own classes", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    const cancel = new CancelCommandCommand({ CommandId: NO_COMMAND });
    await expect(ssm.send(cancel)).rejects.toBeInstanceOf(InvalidCommandId);
    fleet.node("n1").terminate();
    await expect(ssm.send(script(fleet, "echo"))).rejects.toBeInstanceOf(InvalidInstanceId);
  });

  test("a body that is a stream is refused, and said so", async () => {
    const fleet = createFleet({ nodes: 1 });
    const { requestHandler } = fleet.clientConfig();
    const handling = requestHandler.handle({ headers: {}, body: new ReadableStream() });
    await expect(handling).rejects.toThrow(/expected a body of text or bytes; found/);
    await fleet.advance("1s");
  });
});

describe("several clients", () => {
  test("of one fleet share it, and one that is destroyed leaves the others alone", async () => {
    const fleet = createFleet({ nodes: 2 });
    const [one, other] = [clientOf(fleet), clientOf(fleet)];
    const ids = await Promise.all([
      sendScript(fleet, one, "sleep 3", "n1"),
      sendScript(fleet, other, "sleep 3", "n2"),
    ]);
    one.destroy();
    await fleet.settle();
    const { Commands } = await other.send(new ListCommandsCommand({}));
    expect(new Set(Commands?.map(({ CommandId }) => CommandId))).toEqual(new Set(ids));
  });

  test("of two fleets know nothing of each other", async () => {
    const fleets = [1, 2].map((seed) => createFleet({ nodes: seed, seed }));
    const counts = await Promise.all(
      fleets.map(async (fleet) => {
        const nodes = await clientOf(fleet).send(new DescribeInstanceInformationCommand({}));
        return nodes.InstanceInformationList?.length;
      }),
    );
    expect(counts).toEqual([1, 2]);
  });

  test("may have 10,000 calls under way, and one more is refused", async () => {
    const fleet = createFleet({ nodes: 1 });
    const { requestHandler } = fleet.clientConfig();
    const handle = () => requestHandler.handle({ headers: {} });
    const handling = Array.from({ length: 10_000 }, handle);
    await expect(handle()).rejects.toThrow("expected at most 10000 API calls at once");
    await Promise.all(handling);
    await handle();
  });

  test("a hundred calls at once are all answered", async () => {
    const fleet = createFleet({ nodes: 1 });
    const ssm = clientOf(fleet);
    await Promise.all(Array.from({ length: 100 }, () => ssm.send(new ListCommandsCommand({}))));
    expect(fleet.nowMs).toBeLessThan(200);
  });
});

test("an activation's code is drawn from the seed", async () => {
  const code = async (seed: number) => {
    const create = new CreateActivationCommand({ IamRole: "role" });
    return (await clientOf(createFleet({ nodes: 1, seed })).send(create)).ActivationCode;
  };
  expect(await code(1)).toMatch(/^[a-z2-7]{20}$/);
  expect(await code(1)).toBe(await code(1));
  expect(await code(2)).not.toBe(await code(1));
});
