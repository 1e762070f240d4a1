/**
 * The process of one agent: started by its host alone, and ended by it, or with it.
 */
import { Socket } from "node:net";
import { AgentStore } from "../../agent/agent-store.ts";
import { AgentBody } from "./agent-body.ts";
import { HostPipe } from "./host-pipe.ts";
import { Lines } from "./lines.ts";
import { HEAR_FD } from "./pipe.ts";
import type { AgentGround, ToAgent } from "./pipe.ts";

const lines = new Lines();
const toHost = new HostPipe();
const store = new AgentStore();
let ground: AgentGround | undefined;
let body: AgentBody | undefined;

const fromHost = new Socket({ fd: HEAR_FD, readable: true, writable: false });
fromHost.on("data", (chunk: Buffer) => {
  const taken = lines.take(chunk);
  if (taken === undefined) throw new Error("expected lines of the host, found one without an end");
  for (const line of taken) hear(JSON.parse(line) as ToAgent);
});
// Without a host there is no node, and no agent.
fromHost.on("error", () => process.exit());
fromHost.on("close", () => process.exit());

function hear(message: ToAgent): void {
  switch (message.type) {
    case "ground":
      ground = message.ground;
      process.title = `fleetsim agent ${ground.node}`;
      return;
    case "record":
      store.apply(message.change);
      return;
    case "start":
      if (ground !== undefined) body = new AgentBody(ground, store, toHost);
      body?.start();
      return;
    case "input":
      body?.tell(message.input);
      return;
    case "stored":
      body?.stored();
      return;
    case "ailments":
      body?.ail(message.ailments);
      return;
    case "watch":
      body?.watch(message.isWatched);
      toHost.say({ type: "watched" });
  }
}
