/**
 * The record of an activation: who holds its id and code may register so many nodes, for a time.
 *
 * The code is a secret and only its hash is kept. An activation stays until it is deleted, also
 * when it has expired or is used up; the nodes that it registered do not depend on it.
 * Source: API reference, Activation; user guide, "Create a hybrid activation".
 */
import type { Encoder } from "../kernel/encoder.ts";

/** What CreateActivation fixes once and for all. */
export interface ActivationGrant {
  /** SHA-256 of the code, as hex. */
  readonly codeHash: string;
  readonly description: string;
  readonly defaultInstanceName: string;
  readonly iamRole: string;
  readonly registrationLimit: number;
  /** Virtual milliseconds since the run's start. */
  readonly expiresMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

export class Activation {
  readonly id: string;
  readonly serial: number;
  readonly createdMs: number;
  readonly grant: ActivationGrant;
  registrationsCount = 0;

  constructor(id: string, serial: number, createdMs: number, grant: ActivationGrant) {
    this.id = id;
    this.serial = serial;
    this.createdMs = createdMs;
    this.grant = grant;
  }

  isExpired(nowMs: number): boolean {
    return nowMs >= this.grant.expiresMs;
  }

  get isExhausted(): boolean {
    return this.registrationsCount >= this.grant.registrationLimit;
  }

  clone(): Activation {
    const copy = new Activation(this.id, this.serial, this.createdMs, this.grant);
    copy.registrationsCount = this.registrationsCount;
    return copy;
  }

  encode(encoder: Encoder): void {
    encoder.int(this.grant.registrationLimit);
    encoder.time(this.grant.expiresMs);
    encoder.int(this.registrationsCount);
  }

  save(): SavedActivation {
    const { id, serial, createdMs, grant, registrationsCount } = this;
    return { id, serial, createdMs, grant, registrationsCount };
  }

  static restore(saved: SavedActivation): Activation {
    const activation = new Activation(saved.id, saved.serial, saved.createdMs, saved.grant);
    activation.registrationsCount = saved.registrationsCount;
    return activation;
  }
}

export interface SavedActivation {
  readonly id: string;
  readonly serial: number;
  readonly createdMs: number;
  readonly grant: ActivationGrant;
  readonly registrationsCount: number;
}
