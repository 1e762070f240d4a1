/** Requests to a host that answers nothing: people's are bounded, those of faults get through. */
import { EventEmitter } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { HOST_REQUESTS_MAX, HostConnection } from "../../../src/io/host-channel/host-connection.ts";

/** A connection to a host that takes everything and answers nothing; and what it was sent. */
function silentHost() {
  const sent: string[] = [];
  const socket = Object.assign(new EventEmitter(), {
    readyState: WebSocket.OPEN,
    bufferedAmount: 0,
    send: (text: string) => sent.push(text),
  });
  const listener = { news: () => undefined, closed: () => undefined };
  const host = new HostConnection(socket as unknown as WebSocket, listener);
  onTestFinished(() => void socket.emit("close"));
  return { host, sent };
}

test("what faults order, and take back, is sent however much waits for an answer", async () => {
  const { host, sent } = silentHost();
  for (let each = 0; each < HOST_REQUESTS_MAX; each += 1) {
    void host.request({ type: "fault", node: "a", order: { hand: "moveClock", byMs: 5 } });
  }
  const busy = await host.request({ type: "listProcesses" });
  expect(busy).toMatchObject({ ok: false, problem: { error: "HostBusy" } });
  void host.request({ type: "fault", node: "a", order: { hand: "moveClock", byMs: -5 } });
  void host.request({ type: "liftFault", number: 1 });
  expect(sent.slice(HOST_REQUESTS_MAX).map((text) => JSON.parse(text) as unknown)).toMatchObject([
    { type: "fault", order: { byMs: -5 } },
    { type: "liftFault", number: 1 },
  ]);
});
