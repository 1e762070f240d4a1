/**
 * How strictly each side reads what the other side sent.
 *
 * The agent's side copies the real agent's reader: it trusts the digest and the length, matches
 * JSON keys in any case and takes an absent field as empty. The controller's side is strict, since
 * its peer may be anyone's agent. Both ignore JSON fields that they do not know, and both take a
 * message type that is not addressed to them as unsupported. The table in docs/protocol.md is held
 * equal to this one by a test.
 */
export type ReaderName = keyof typeof READERS;

export interface Reader {
  /** True: HeaderLength has to be 116. False: the payload starts at HeaderLength + 4. */
  readonly requiresHeaderLength116: boolean;
  readonly checksPayloadLength: boolean;
  readonly checksPayloadDigest: boolean;
  /** True: keys match in any case and the last one wins, as Go's encoding/json does it. */
  readonly matchesKeysInAnyCase: boolean;
  /** True: an absent or null field is "" or 0. False: it is refused. */
  readonly takesAbsentAsEmpty: boolean;
}

/** Source: the real agent's frame reader (see docs/protocol.md); the controller's is our choice. */
export const READERS = {
  agent: {
    requiresHeaderLength116: false,
    checksPayloadLength: false,
    checksPayloadDigest: false,
    matchesKeysInAnyCase: true,
    takesAbsentAsEmpty: true,
  },
  controller: {
    requiresHeaderLength116: true,
    checksPayloadLength: true,
    checksPayloadDigest: true,
    matchesKeysInAnyCase: false,
    takesAbsentAsEmpty: false,
  },
} as const satisfies Record<string, Reader>;
