/**
 * An agent's process that is killed (SIGKILL) between the kill of its script and the report of it: the
 * controller's verdict is that of virtual time.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportForm } from "../../src/report/report-form.ts";
import { fleetsim } from "../cli/fleetsim.ts";

/**
 * Where an agent is when the report is made, and has not left. An amazon-ssm-agent never reports then,
 * and its command expires: after 35 s here.
 */
const PLACES = [
  { profile: "amazon-ssm-agent", place: "sendReplies" },
  { profile: "ideal", place: "sendFrame agent_job_reply" },
];

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fleetsim-killed-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function scenario(profile: string, before: string): string {
  return `
name: killed between kill and report
options: { profile: ${profile}, spawnMs: 10, resendFirstMs: 500 }
fleet: { nodes: [{ name: web }] }
steps:
  - at: 0s
    send:
      { as: deploy, nodes: web, commands: [echo on, sleep 60], timeout: 30s, executionTimeout: 5s }
  - { after: { event: process.started, node: web }, plus: 500ms, cancel: deploy }
faults:
  - { agentCrash: { before: ${before}, restart: 300ms }, on: { event: process.signalled, node: web } }
`;
}

async function play(file: string, ...flags: readonly string[]) {
  const { stdout, stderr } = await fleetsim(["run", "--json", ...flags, file]);
  if (stdout === "") throw new Error(stderr);
  const [run] = reportForm.parse(JSON.parse(stdout)).scenarios.flatMap(({ runs }) => runs);
  const { outcomes = [], faults, situations = {} } = run ?? {};
  const ends = outcomes.map(({ node, status, details }) => ({ node, status, details }));
  const wasBetween = Object.hasOwn(situations, "agentCrashBetweenSignalAndReport");
  return { ends, faults, wasBetween };
}

test.concurrent.each(PLACES)(
  "$profile, before $place",
  { timeout: 120_000 },
  async ({ profile, place }) => {
    const file = join(directory, `${profile}-${place.replace(" ", "-")}.yaml`);
    writeFileSync(file, scenario(profile, place));
    const virtual = await play(file, "--no-self-check");
    expect(virtual).toMatchObject({ faults: [{ count: 1 }], wasBetween: true });
    expect(await play(file, "--live", "--processes", "real")).toEqual(virtual);
  },
);
