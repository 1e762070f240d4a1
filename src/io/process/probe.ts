/**
 * Puts a probe process into a containment and ends it there, to see that both really work.
 *
 * The probe is a gate whose command, a long sleep, is let go; the containment has to list it and
 * to end it, and its end has to come through as a SIGKILL.
 */
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Containment } from "./containment.ts";
import { startGate } from "./gate.ts";
import { readProcess } from "./process-table.ts";
import { MARK_VARIABLE, Run } from "./run.ts";

const PROBE_MS_MAX = 2_000;

/** Errors: throws a sentence that says what did not work. */
export async function probeContainment(containment: Containment, token: string): Promise<void> {
  const run = new Run(-1, PROBE_SPEC, token);
  const gate = await startGate({
    prefix: await containment.enter(run),
    folder: "/",
    command: ["/bin/sh", "-c", "sleep 600"],
    environment: { PATH: "/usr/bin:/bin", [MARK_VARIABLE]: run.mark },
    output: { stdout: "ignore", stderr: "pipe" },
  });
  const exited = once(gate.wrapper, "exit").then((values: unknown[]) => values[1]);
  try {
    if (!(await gate.ready)) {
      throw new Error(gate.complaint() || "a process could not enter it");
    }
    run.wrapper = gate.wrapper;
    run.leader = readProcess(containment.admit(run, gate.wrapperPid));
    gate.open();
    const isListed = (containment.members([run]).get(run) ?? []).length > 0;
    await containment.endNode(run.spec.node, [run]);
    const signal = await Promise.race([exited, delay(PROBE_MS_MAX, "none", { ref: false })]);
    if (!isListed || signal !== "SIGKILL") throw new Error("a process in it could not be ended");
  } finally {
    gate.refuse();
    gate.wrapper.kill("SIGKILL");
    // What failed above is what there is to tell.
    await containment.endNode(run.spec.node, [run]).catch(() => undefined);
    containment.forget(run);
  }
}

const PROBE_SPEC = {
  ...{ node: "probe", commandId: "probe", stepName: "probe", script: "" },
  ...{ workingDirectory: "", environment: {} },
};
