/**
 * A specification of a run with what a test does not care about filled in.
 */
import type { ProcessSpec } from "../../../src/process/process-event.ts";

export function makeSpec(script: string, rest: Partial<ProcessSpec> = {}): ProcessSpec {
  const names = { node: "i-0123456789abcdef0", commandId: "command-1", stepName: "runShellScript" };
  return { ...names, script, workingDirectory: "", environment: {}, ...rest };
}
