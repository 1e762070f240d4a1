/**
 * The environment of a run: the host's, without its AWS settings, with the run's own on top.
 *
 * A script must never reach a real account by the credentials, region or endpoint of whoever
 * started the simulator, so every variable whose name begins with AWS_ is left out; what the
 * agent itself sets (AWS_SSM_INSTANCE_ID, ...) comes with the run.
 */
import type { Run } from "./run.ts";
import { MARK_VARIABLE } from "./run.ts";

/**
 * The variables a run's leader is started with.
 *
 * Shape: the host's variables -> a new record; PWD and OLDPWD are the shell's own to set.
 */
export function runEnvironment(
  run: Run,
  { host, home }: { host: NodeJS.ProcessEnv; home: string },
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(host)) {
    const isLeftOut = name.startsWith("AWS_") || name === "PWD" || name === "OLDPWD";
    if (!isLeftOut && value !== undefined) environment[name] = value;
  }
  return { ...environment, HOME: home, ...run.spec.environment, [MARK_VARIABLE]: run.mark };
}
