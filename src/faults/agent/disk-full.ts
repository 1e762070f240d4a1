import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** No space left on device. */
export const diskFull: StateFault<NoParams> = {
  name: "diskFull",
  seam: "state",
  says: "The agent can store nothing; it can delete. The real one goes on without, `ideal` waits for room.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.fillDisk(node),
  end: (_params, node, hands) => hands.freeDisk(node),
};
