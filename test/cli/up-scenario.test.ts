/**
 * `fleetsim up SCENARIO`: the fleet of a file, live.
 */
import { DescribeDocumentCommand, SendCommandCommand } from "@aws-sdk/client-ssm";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { clientOf, getInvocation, listNodes, sendScript } from "./admin.ts";
import { eventually, fleetsim, withFleetsim } from "./fleetsim.ts";

const folder = mkdtempSync(join(tmpdir(), "fleetsim-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "fleet.yaml");
writeFileSync(
  file,
  `options: { seed: 7, profile: ideal, commandWorkers: 2 }
fleet:
  defaults: { tags: { role: web } }
  nodes:
    - { name: a, count: 2 }
    - { name: b, id: i-0123456789abcdef0, profile: amazon-ssm-agent, tags: { role: db } }
    - { name: off, state: Stopped }
  behaviours:
    - { match: backup.sh, lasts: 10ms, exitCode: 3, output: "as told\\n" }
documents:
  - name: Back-Up
    content:
      schemaVersion: "2.2"
      mainSteps:
        - { action: "aws:runShellScript", name: all, inputs: { runCommand: ["backup.sh --all"] } }
steps:
  - { at: 1s, stop: a }
`,
);

test("has the nodes of the file, and plays none of its steps", async () => {
  await withFleetsim(["up", file, "--port", "0"], async (running) => {
    const url = await running.ready();
    expect(running.stderr).toMatch(/^ +seed +7$/m);
    const listed = (await listNodes(url)).map(({ id, state, profile, tags }) => ({
      ...{ id, state, profile, tags },
    }));
    expect(listed).toMatchObject([
      { state: "Running", profile: "ideal", tags: { Name: "a1", role: "web" } },
      { state: "Running", profile: "ideal", tags: { Name: "a2", role: "web" } },
      {
        id: "i-0123456789abcdef0",
        state: "Running",
        profile: "amazon-ssm-agent",
        tags: { Name: "b", role: "db" },
      },
      { state: "Stopped", profile: "ideal", tags: { Name: "off", role: "web" } },
    ]);
  });
});

test("has the file's behaviours: a program that is nowhere does as it is told", async () => {
  await withFleetsim(["up", file, "--port", "0"], async (running) => {
    const url = await running.ready();
    const client = clientOf(url);
    const id = await sendScript(client, "./backup.sh", { InstanceIds: ["i-0123456789abcdef0"] });
    const end = await eventually("the command to end", async () => {
      const invocation = await getInvocation(client, id, "i-0123456789abcdef0");
      return invocation.Status === "Failed" ? invocation : undefined;
    });
    expect(end).toMatchObject({ ResponseCode: 3, StandardOutputContent: "as told\n" });
  });
});

test("has the file's documents, which a data directory keeps", async () => {
  const data = join(folder, "data");
  await withFleetsim(["up", file, "--port", "0", "--data", data], async (running) => {
    const client = clientOf(await running.ready());
    const { Command } = await client.send(
      new SendCommandCommand({ DocumentName: "Back-Up", InstanceIds: ["i-0123456789abcdef0"] }),
    );
    const end = await eventually("the command to end", async () => {
      const id = Command?.CommandId ?? "";
      const invocation = await getInvocation(client, id, "i-0123456789abcdef0");
      return invocation.Status === "Failed" ? invocation : undefined;
    });
    expect(end).toMatchObject({ ResponseCode: 3, StandardOutputContent: "as told\n" });
    expect(running.stderr).not.toContain("Back-Up");
  });
  await withFleetsim(["up", file, "--port", "0", "--data", data], async (running) => {
    const client = clientOf(await running.ready());
    expect(running.stderr).toContain(
      "document Back-Up was not created: DocumentAlreadyExists: Document with name Back-Up already exists. What is in --data stays.",
    );
    const { Document } = await client.send(new DescribeDocumentCommand({ Name: "Back-Up" }));
    expect(Document).toMatchObject({ LatestVersion: "1", DocumentFormat: "JSON" });
  });
});

test("tells who wants real processes that behaviours are not for them", async () => {
  await withFleetsim(["up", file, "--port", "0", "--processes", "real"], async (running) => {
    await running.ready();
    expect(running.stderr).toContain("the file's behaviours are for simulated processes");
  });
});

test.each([
  [["--nodes", "3"], "expected a SCENARIO or --nodes, found both"],
  [["--profile", "ideal"], "expected a SCENARIO or --profile, found both"],
])("%j beside a file is wrong usage", async (flags, message) => {
  const { code, stderr } = await fleetsim(["up", file, "--port", "0", ...flags]);
  expect(stderr).toContain(message);
  expect(code).toBe(64);
});

test("a broken file starts nothing", async () => {
  const broken = join(folder, "broken.yaml");
  writeFileSync(broken, "fleet: { nodes: [{ nmae: a }] }\n");
  const { code, stdout, stderr } = await fleetsim(["up", broken, "--port", "0"]);
  expect(stderr).toBe(
    `${broken}:1:20: fleet.nodes[0]: expected name, count, id, state, profile or tags, ` +
      'found "nmae" (the nearest is name)\n',
  );
  expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
});
