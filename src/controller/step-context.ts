/** What every step of the controller works on: its record, the time, and where effects go. */
import type { Effects } from "../kernel/effect.ts";
import type { Controller } from "./controller.ts";
import type { ControllerEffect } from "./input.ts";

export interface StepContext {
  readonly controller: Controller;
  /** Virtual milliseconds since the run's start. */
  readonly nowMs: number;
  readonly effects: Effects<ControllerEffect>;
}
