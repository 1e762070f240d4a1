/**
 * The record of one document that a client has created, with all its versions.
 *
 * Versions never change once they are there, and share their content with the commands that were
 * sent with them. A number is never given twice, also when its version has been deleted.
 */
import type { Encoder } from "../kernel/encoder.ts";
import type { DocumentFormat } from "../ssm/document-type.ts";
import type { DocumentContent } from "../ssm/document.ts";

/** What a client says of a document beside its content. */
export interface DocumentHead {
  readonly name: string;
  /** Counted together with nodes, commands and invocations. */
  readonly serial: number;
  readonly createdMs: number;
  readonly requires: readonly unknown[];
  readonly tags: Readonly<Record<string, string>>;
}

/** One version; texts that were not given are "". */
export interface DocumentVersion {
  readonly number: number;
  readonly versionName: string;
  readonly displayName: string;
  readonly targetType: string;
  readonly createdMs: number;
  readonly format: DocumentFormat;
  /** As it was brought in. */
  readonly text: string;
  /** What the text says. */
  readonly content: DocumentContent;
  /** Of the text: hex SHA-256. */
  readonly hash: string;
}

export class Document {
  readonly head: DocumentHead;
  /** In order of numbers; there is always one. */
  versions: readonly DocumentVersion[];
  defaultNumber: number;
  nextNumber: number;

  constructor(head: DocumentHead, first: DocumentVersion) {
    this.head = head;
    this.versions = [first];
    this.defaultNumber = first.number;
    this.nextNumber = first.number + 1;
  }

  get latest(): DocumentVersion {
    const latest = this.versions.at(-1);
    if (latest === undefined) throw new Error(`document ${this.head.name} has no version`);
    return latest;
  }

  version(number: number): DocumentVersion | undefined {
    return this.versions.find((version) => version.number === number);
  }

  clone(): Document {
    return Document.restore(this.save());
  }

  encode(encoder: Encoder): void {
    encoder.text(this.head.name);
    encoder.int(this.defaultNumber);
    encoder.int(this.nextNumber);
    encoder.int(this.versions.length);
    for (const { number, hash } of this.versions) {
      encoder.int(number);
      encoder.text(hash);
    }
  }

  save(): SavedDocument {
    const { head, versions, defaultNumber, nextNumber } = this;
    return { serial: head.serial, head, versions, defaultNumber, nextNumber };
  }

  static restore(saved: SavedDocument): Document {
    const [first] = saved.versions;
    if (first === undefined) throw new Error(`document ${saved.head.name} has no version`);
    const document = new Document(saved.head, first);
    document.versions = saved.versions;
    document.defaultNumber = saved.defaultNumber;
    document.nextNumber = saved.nextNumber;
    return document;
  }
}

export interface SavedDocument {
  readonly serial: number;
  readonly head: DocumentHead;
  readonly versions: readonly DocumentVersion[];
  readonly defaultNumber: number;
  readonly nextNumber: number;
}
