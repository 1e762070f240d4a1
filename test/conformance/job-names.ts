/**
 * The ids behind the names of a recording's jobs, on one node.
 *
 * They follow from the case's name, so that a case has the same ids whenever it is played.
 */
import { createHash } from "node:crypto";

export class JobNames {
  readonly #caseName: string;
  readonly #node: string;
  readonly #byJobId = new Map<string, string>();

  constructor(caseName: string, node: string) {
    this.#caseName = caseName;
    this.#node = node;
  }

  get node(): string {
    return this.#node;
  }

  /** The bare id of a job: a UUID. */
  idOf(name: string): string {
    return uuidOf(`${this.#caseName}/${name}`);
  }

  /** The job's id on the wire, which is of the usual form unless the recording has another. */
  jobIdOf(name: string, recorded?: string): string {
    const jobId = recorded ?? `aws.ssm.${this.idOf(name)}.${this.#node}`;
    this.#byJobId.set(jobId, name);
    return jobId;
  }

  /** The name of a job by its id on the wire; the id itself when it is nobody's. */
  nameOf(jobId: string): string {
    return this.#byJobId.get(jobId) ?? jobId;
  }

  /** A text of the agent with names in the place of what is another one in every run. */
  hideIds(text: string): string {
    let hidden = text.replaceAll(this.#node, "<node>");
    for (const name of this.#byJobId.values()) {
      hidden = hidden.replaceAll(this.idOf(name), `<id of ${name}>`);
    }
    return hidden;
  }
}

/** A UUID of version 4 that follows from a text. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const words = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`];
  return [...words, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
