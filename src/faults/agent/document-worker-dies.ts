import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** `kill -9` of ssm-document-worker. */
export const documentWorkerDies: StateFault<NoParams> = {
  name: "documentWorkerDies",
  seam: "state",
  says: "The document workers of the node end; their scripts go on as orphans, and nobody reads their output.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.crashWorkers(node),
};
