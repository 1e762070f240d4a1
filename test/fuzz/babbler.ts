/**
 * A node whose agent never stops sending nonsense, over socket after socket.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import type { FrameFuzzer } from "./frame-fuzzer.ts";
import { channelUrl, createChannel, opening } from "../io/server/with-service.ts";

/** Frames between two questions whether the other end still listens. */
const BATCH = 250;

export class Babbler {
  /** Sockets that the service closed. */
  closed = 0;
  private readonly url: string;
  private readonly node: string;
  private readonly fuzzer: FrameFuzzer;

  constructor(url: string, node: string, fuzzer: FrameFuzzer) {
    this.url = url;
    this.node = node;
    this.fuzzer = fuzzer;
  }

  /** Babbles until it is over, and hangs up. */
  async babble(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const socket = await this.open();
      const gone = once(socket, "close").then(() => (this.closed += 1));
      while (!isOver() && socket.readyState === WebSocket.OPEN) {
        for (let left = BATCH; left > 0; left -= 1) socket.send(this.fuzzer.next());
        socket.ping();
        await Promise.race([once(socket, "pong"), gone]);
      }
      socket.close();
      await gone;
    }
  }

  private async open(): Promise<WebSocket> {
    const token = await createChannel(this.url, this.node);
    const socket = new WebSocket(channelUrl(this.url, this.node).replace("http", "ws"));
    // It is cut off in the midst of a frame that is too long.
    socket.on("error", () => {});
    await once(socket, "open");
    socket.send(opening(token));
    return socket;
  }
}
