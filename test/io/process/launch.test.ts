/**
 * What does not depend on the containment: the script's surroundings, its output, its names.
 */
import path from "node:path";
import { expect, it } from "vitest";
import { makeSpec, withProcesses } from "./process-fixture.ts";

it("real scripts pass on bytes that are no UTF-8 one by one", () =>
  withProcesses({}, async (fixture) => {
    fixture.processes.start(1, makeSpec(`printf '\\000\\200\\377\\303'`));
    await fixture.untilEvent(1, "process.closed");
    expect(fixture.outputOf(1, "stdout")).toBe("\u0000\u0080\u00ff\u00c3");
  }));

it("real scripts hide the host's AWS variables and add the run's own", () =>
  withProcesses({}, async (fixture) => {
    process.env["AWS_SECRET_ACCESS_KEY"] = "must not leak";
    const environment = { AWS_SSM_INSTANCE_ID: "i-1", GREETING: "hello" };
    fixture.processes.start(1, makeSpec("env | grep -e ^AWS_ -e ^GREETING", { environment }));
    await fixture.untilEvent(1, "process.closed");
    delete process.env["AWS_SECRET_ACCESS_KEY"];
    const lines = fixture.outputOf(1, "stdout").trim().split("\n").toSorted();
    expect(lines).toEqual(["AWS_SSM_INSTANCE_ID=i-1", "GREETING=hello"]);
  }));

it.each([
  ["a missing working directory", "/no/such/folder", "no such file or directory"],
  ["a file as working directory", "/etc/passwd", "not a directory"],
])("real scripts refuse %s in the system's words", (_name, workingDirectory, words) =>
  withProcesses({}, async (fixture) => {
    fixture.processes.start(1, makeSpec("echo never", { workingDirectory }));
    const { message } = await fixture.untilEvent(1, "process.failed");
    expect(message).toBe(`fork/exec /bin/sh: ${words}`);
    expect(fixture.eventsOf(1)).toHaveLength(1);
  }),
);

it("real scripts run in the working directory that was asked for", () =>
  withProcesses({}, async (fixture) => {
    fixture.processes.start(1, makeSpec("pwd", { workingDirectory: "/usr" }));
    await fixture.untilEvent(1, "process.closed");
    expect(fixture.outputOf(1, "stdout")).toBe("/usr\n");
  }));

it("real scripts keep output up to the bound and go on draining", () =>
  withProcesses({ outputBytesMax: 1_000 }, async (fixture) => {
    const script = "head -c 300000 /dev/zero | tr '\\0' x; echo done >&2";
    fixture.processes.start(1, makeSpec(script));
    await fixture.untilEvent(1, "process.closed");
    expect(fixture.outputOf(1, "stdout")).toBe("x".repeat(1_000));
    expect(fixture.outputOf(1, "stderr")).toBe("done\n");
    expect(fixture.warnings).toEqual(["output past the bound was dropped"]);
  }));

it("real scripts keep hostile names inside the directory, and apart", () =>
  withProcesses({}, async (fixture) => {
    const specs = ["../../x", "..", "", "a/b", "a_b", "it's $(touch here)"];
    for (const [run, stepName] of specs.entries()) {
      fixture.processes.start(run, makeSpec(`pwd; sleep 0.0${run}`, { stepName }));
    }
    await Promise.all(specs.map((_, run) => fixture.untilEvent(run, "process.closed")));
    const folders = specs.map((_, run) => fixture.outputOf(run, "stdout").trim());
    expect(new Set(folders).size).toBe(specs.length);
    const command = path.join(fixture.directory, "i-0123456789abcdef0", "command-1");
    expect(folders.map((folder) => path.dirname(folder))).toEqual(specs.map(() => command));
  }));

it("real scripts start 50 at once", () =>
  withProcesses({}, async (fixture) => {
    const runs = Array.from({ length: 50 }, (_, index) => index + 1);
    for (const run of runs) {
      const names = { node: `node-${run % 3}`, commandId: `command-${run}` };
      fixture.processes.start(run, makeSpec(`echo ${run}`, names));
    }
    await Promise.all(runs.map((run) => fixture.untilEvent(run, "process.closed")));
    expect(runs.map((run) => fixture.outputOf(run, "stdout"))).toEqual(
      runs.map((run) => `${run}\n`),
    );
  }));
