/**
 * Whether a service may listen where it was told to.
 *
 * With real processes an API call runs a script on this machine: from another machine that must
 * take a key.
 */
import { isLoopback } from "./host-check.ts";

export interface BindRequest {
  /** The address to listen on. */
  readonly host: string;
  readonly processes: "simulated" | "real";
  readonly hasAuth: boolean;
}

/** Why a service may not listen there, as one line for the user; undefined when it may. */
export function refuseBind({ host, processes, hasAuth }: BindRequest): string | undefined {
  if (processes === "simulated" || hasAuth || isLoopback(host.toLowerCase())) return undefined;
  return (
    `Expected --auth FILE together with --processes real on an address that others can reach; ` +
    `found --host ${host} without it.`
  );
}
