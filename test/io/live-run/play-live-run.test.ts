/** A live run in this process, and what it leaves behind in it. */
import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { playLiveRun } from "../../../src/io/live-run/play-live-run.ts";
import { readScenario } from "../../../src/scenario/file/read-scenario.ts";
import { SILENT } from "../server/with-service.ts";

const TEXT = `
options: { spawnMs: 10 }
fleet: { nodes: [{ name: a }] }
steps: [{ at: 0s, send: { as: deploy, nodes: a, commands: [echo on] } }]
`;

const WITH_DOCUMENT = `
options: { spawnMs: 10 }
fleet: { nodes: [{ name: a }] }
documents:
  - name: Deploy-App
    content:
      schemaVersion: "2.2"
      parameters: { release: { type: String } }
      mainSteps:
        - { action: "aws:runShellScript", name: install, inputs: { runCommand: ["exit {{ release }}"] } }
steps: [{ send: { as: deploy, nodes: a, document: Deploy-App, parameters: { release: "3" } } }]
`;

function parts(signal: AbortSignal, text = TEXT) {
  const read = readScenario(text, "one.yaml");
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  const { scenario } = read;
  const processes = "simulated" as const;
  return { scenario, seed: "1", processes, log: SILENT, signal, waits: () => undefined };
}

test("a run that is over listens to the signal of all runs no more", async () => {
  const { signal } = new AbortController();
  const played = await playLiveRun(parts(signal));
  expect(played?.run.outcomes).toMatchObject([{ command: "deploy", status: "Success" }]);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("a document of the scenario is there before its first step", async () => {
  const played = await playLiveRun(parts(new AbortController().signal, WITH_DOCUMENT));
  expect(played?.run.outcomes).toMatchObject([{ command: "deploy", status: "Failed" }]);
  const exits = played?.trace.filter(({ event }) => event === "process.exited");
  expect(exits).toMatchObject([{ step: "install", code: 3 }]);
});

test("nothing is played when the signal was given before", async () => {
  expect(await playLiveRun(parts(AbortSignal.abort()))).toBeUndefined();
});
