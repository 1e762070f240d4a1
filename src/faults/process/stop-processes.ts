import type { StateFault } from "../fault.ts";
import { noParams, type NoParams } from "../no-params.ts";

/** A debugger, or a virtual machine's snapshot: time passes, and nothing goes on. */
export const stopProcesses: StateFault<NoParams> = {
  name: "stopProcesses",
  seam: "state",
  says: "The leading process of each run on the node is stopped, and continued when the fault ends.",
  params: noParams,
  examples: [{}],
  begin: (_params, node, hands) => hands.signalProcesses(node, "STOP"),
  end: (_params, node, hands) => hands.signalProcesses(node, "CONT"),
};
