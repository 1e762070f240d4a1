/**
 * Messages travel as plain objects in virtual time and as bytes live: both ways must be equal.
 *
 * The same busy run is played twice; the second time every message goes through the codec, into a
 * real frame and back, before it is delivered.
 */
import { afterEach, expect, test, vi } from "vitest";
import { traceLine } from "../../src/kernel/trace.ts";
import { VIRTUAL_DEFAULTS } from "../../src/world/fleet-options.ts";
import { Network } from "../../src/world/network.ts";
import { decode } from "../../src/wire/decode.ts";
import { isDecodeError } from "../../src/wire/decode-error.ts";
import { encode } from "../../src/wire/encode.ts";
import type { Message } from "../../src/wire/message.ts";
import { busyWorld, playBusyWorld } from "./busy-world.ts";

const { epochMs } = VIRTUAL_DEFAULTS.controller;
let frames = 0;

function throughBytes(message: Message, reader: "agent" | "controller"): Message {
  frames += 1;
  const decoded = decode(encode(message, { epochMs }), { reader, epochMs });
  if (isDecodeError(decoded)) throw new Error(decoded.message);
  return decoded;
}

afterEach(() => vi.restoreAllMocks());

function play(): string[] {
  const { world, events } = busyWorld("21");
  playBusyWorld(world);
  return events.map(traceLine);
}

test("a run whose messages go through real frames has the same trace", () => {
  const plain = play();
  // Kept before they are replaced; each is called on the network that it belongs to.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { servicePorts, hostPorts } = Network.prototype;
  vi.spyOn(Network.prototype, "servicePorts").mockImplementation(function (this: Network, host) {
    const ports = servicePorts.call(this, host);
    return {
      ...ports,
      sendFrame: (node, epoch, message) =>
        ports.sendFrame(node, epoch, throughBytes(message, "agent")),
    };
  });
  vi.spyOn(Network.prototype, "hostPorts").mockImplementation(function (this: Network, service) {
    const ports = hostPorts.call(this, service);
    return {
      ...ports,
      sendFrame: (node, epoch, message) =>
        ports.sendFrame(node, epoch, throughBytes(message, "controller")),
    };
  });
  expect(play()).toEqual(plain);
  expect(frames).toBeGreaterThan(400);
});
