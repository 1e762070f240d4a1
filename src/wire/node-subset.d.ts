/**
 * The two deterministic things that the wire room takes from Node: a digest and byte buffers.
 *
 * The pure rooms are compiled without Node's types, so that a clock or a socket does not even
 * type-check there; this file gives back only what wire needs.
 */
declare module "node:crypto" {
  export function hash(algorithm: "sha256", data: Uint8Array, output: "buffer"): Uint8Array;
}

declare module "node:buffer" {
  export function isUtf8(input: Uint8Array): boolean;
  export class Buffer extends Uint8Array {
    static alloc(size: number): Buffer;
    static allocUnsafe(size: number): Buffer;
    static from(data: string, encoding?: "utf8" | "latin1" | "hex"): Buffer;
    static from(data: Uint8Array): Buffer;
    static from(data: ArrayBufferLike, byteOffset: number, length: number): Buffer;
    static byteLength(text: string, encoding?: "utf8"): number;
    toString(encoding?: "utf8" | "latin1" | "hex", start?: number, end?: number): string;
    readUInt32BE(offset: number): number;
    writeUInt32BE(value: number, offset: number): number;
    write(text: string, offset: number, encoding?: "utf8" | "latin1" | "hex"): number;
    copy(target: Uint8Array, targetStart?: number): number;
    subarray(start?: number, end?: number): Buffer;
    equals(other: Uint8Array): boolean;
    fill(value: number, start?: number, end?: number): this;
  }
}
