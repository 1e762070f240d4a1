/**
 * What faults do to the controller.
 */
import type { ControllerHands } from "../faults/hands.ts";
import type { HandsParts } from "./hands-parts.ts";

export function controllerHands(parts: () => HandsParts): ControllerHands {
  return { crashController: (restartMs) => crashController(parts(), restartMs) };
}

/** Ends the controller's process, if there is one; another one starts over its rows. */
export function crashController(
  { service, lives, write }: Pick<HandsParts, "service" | "lives" | "write">,
  restartMs: number,
): void {
  if (!service.isAlive) return;
  write({ event: "fault.fired", fault: "crash", process: "controller" });
  service.crash();
  lives.ended({ kind: "crash", restartMs });
}
