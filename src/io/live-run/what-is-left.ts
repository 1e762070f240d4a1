/**
 * The property simulatorStopsItself, after a live run: what its fleet has left behind.
 *
 * Asked is the operating system for processes, and the ledger of the run's directory for namespaces
 * and cgroups: each has an entry there as long as it is not known to be gone.
 */
import { Ledger } from "../process/ledger.ts";
import { whatOutlivesTheEnd } from "../process/left-behind.ts";

/** One sentence for each thing. */
export async function whatIsLeft(directory: string): Promise<readonly string[]> {
  const processes = await whatOutlivesTheEnd(directory);
  const containers = new Ledger(directory).entries();
  return [
    ...processes.map(({ pid, args, by }) => `the process ${pid} (${args}) lives on, by its ${by}`),
    ...containers.map(({ kind }) => `a ${kind} of its processes was not taken away`),
  ];
}
