/**
 * The ways through the machines of nodes and processes: every state is reached, by a way we can tell.
 */
import { describe, expect, test } from "vitest";
import { nodeMachine } from "../../src/machines/node.ts";
import { processMachine } from "../../src/machines/process.ts";
import { declaredLeaves, shortestPaths } from "./shortest-paths.ts";

describe("the shortest ways", () => {
  test("of a node reach every state of AWS's", () => {
    const paths = shortestPaths(nodeMachine);
    expect(paths.map((path) => path.split(":")[0]).sort()).toEqual(
      declaredLeaves(nodeMachine).sort(),
    );
    expect(paths).toMatchInlineSnapshot(`
      [
        "Pending: ",
        "Shutting-down: terminate",
        "Running.up: after pendingMs",
        "Terminated: terminate, after shuttingDownMs",
        "Stopping: after pendingMs, stop",
        "Running.rebooting: after pendingMs, reboot",
        "Running.shutdownScheduled: after pendingMs, shutdown.scheduled",
        "Stopped: after pendingMs, stop, after stoppingMs",
      ]
    `);
  });

  test("of a process reach every state", () => {
    const paths = shortestPaths(processMachine);
    expect(paths.map((path) => path.split(":")[0]).sort()).toEqual(
      declaredLeaves(processMachine).sort(),
    );
    expect(paths).toMatchInlineSnapshot(`
      [
        "alive.running: ",
        "zombie: signal.kill",
        "alive.sleeping: block",
        "alive.stopped.runnable: signal.stop",
        "reaped: signal.kill, reap",
        "alive.stopped.asleep: block, signal.stop",
      ]
    `);
  });
});
