/** docker/compose.yaml: its form, and its commands as our command line takes them. */
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Fleetsim, withFleetsim } from "../cli/fleetsim.ts";
import { listNodes } from "../cli/admin.ts";
import { COMPOSE_FILE, composeProblems, readComposeFile } from "./compose-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const file = readComposeFile();
const { controller, agent, runner } = file.services;
/** Two processes start here, one after the other. */
const SLOW = { timeout: 60_000 };

test("it is valid against the schema of the Compose Specification", () => {
  expect(composeProblems(file)).toEqual([]);
});

test("the schema finds a misspelt word, and a wrong type", () => {
  const services = { ...file.services, agent: { ...agent, comand: [] }, runner: { image: 1 } };
  const problems = composeProblems({ ...file, services });
  expect(problems).toContainEqual("/services/agent must NOT have additional properties");
  expect(problems).toContainEqual("/services/runner/image must be string");
});

test("every service is the one image, built from the root by docker/Dockerfile", () => {
  for (const { image, build } of [controller, agent, runner]) {
    expect(image).toBe("ssm-fleet-sim");
    expect(resolve(dirname(COMPOSE_FILE), build.context)).toBe(resolve(root));
    expect(build.dockerfile).toBe("docker/Dockerfile");
  }
});

test("it publishes ports on 127.0.0.1 alone", () => {
  const published = Object.values(file.services).flatMap(({ ports = [] }) => ports);
  expect(published).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+:4590$/)]);
});

test("agents wait for a healthy controller, and the runner for being called", () => {
  expect(agent.depends_on).toEqual({ controller: { condition: "service_healthy" } });
  expect(runner.profiles).toEqual(["runner"]);
});

test(
  "agents call the controller by the name of its service, which it takes as a Host",
  SLOW,
  async () => {
    const url = "http://controller:4590";
    expect(agent.command).toContain(`--controller=${url}`);
    const directory = mkdtempSync(join(tmpdir(), "fleetsim-compose-"));
    // What comes last counts: only ports, addresses and directories are others here.
    const data = (name: string) => ["--data", join(directory, name)];
    const here = ["--port", "0", "--host", "127.0.0.1", ...data("controller")];
    try {
      await withFleetsim([...controller.command, ...here], async (service) => {
        const found = await service.ready();
        const { status } = await askAs("controller:4590", found);
        expect(status).toBe(200);
        const there = ["--controller", found, ...data("agent")];
        await withFleetsim([...agent.command, ...there], async (agents) => {
          await agents.says(/^online 2$/m);
          const roles = (await listNodes(found)).map(({ tags }) => tags["role"]);
          expect(roles).toEqual(["web", "web"]);
        });
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);

test("the runner's scenarios hold", SLOW, async () => {
  const { code } = await new Fleetsim(runner.command).finished;
  expect(code).toBe(0);
});

/** Asks for the health by another Host than the URL's. */
async function askAs(host: string, url: string): Promise<{ readonly status: number | undefined }> {
  return new Promise((answer, refuse) => {
    get(`${url}/_fleetsim/health`, { headers: { host } }, (response) => {
      response.resume();
      answer({ status: response.statusCode });
    }).on("error", refuse);
  });
}
