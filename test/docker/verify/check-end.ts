/** What `docker stop` expects of a container: an end in order, and long before it would be killed. */
import { check } from "./check.ts";
import type { Running } from "./container.ts";

const END_MS_MAX = 2_000;

export async function checkEnd(name: string, running: Running): Promise<void> {
  const { code, tookMs } = await running.end("SIGTERM");
  check(`SIGTERM ends ${name} with exit code 0`, code, 0);
  check(`it took ${tookMs} ms, of ${END_MS_MAX} at most`, tookMs <= END_MS_MAX);
}
