/**
 * The part of the controller's record that is about registering nodes by activations.
 */
import type { Encoder } from "../kernel/encoder.ts";
import { Activation } from "./activation.ts";
import type { SavedActivation } from "./activation.ts";

/** A node that was deregistered, so that it does not come back by a health report. */
export interface SavedDeregistration {
  readonly id: string;
  readonly serial: number;
}

export class Registrations {
  /** By id, in order of creation. */
  readonly activations = new Map<string, Activation>();
  /** By node id, in order of deregistration. */
  readonly deregistered = new Map<string, SavedDeregistration>();

  clone(): Registrations {
    const copy = new Registrations();
    for (const [id, activation] of this.activations) copy.activations.set(id, activation.clone());
    for (const [id, saved] of this.deregistered) copy.deregistered.set(id, saved);
    return copy;
  }

  encode(encoder: Encoder): void {
    for (const activation of this.activations.values()) activation.encode(encoder);
    for (const id of this.deregistered.keys()) encoder.text(id);
  }

  static restore(
    activations: readonly SavedActivation[],
    deregistered: readonly SavedDeregistration[],
  ): Registrations {
    const restored = new Registrations();
    for (const saved of activations) {
      restored.activations.set(saved.id, Activation.restore(saved));
    }
    for (const saved of deregistered) restored.deregistered.set(saved.id, saved);
    return restored;
  }
}
