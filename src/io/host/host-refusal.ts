/**
 * Why a host does not do what it was asked for, in the words of the host channel.
 */
export interface HostRefusal {
  readonly error: string;
  readonly expected: string;
  readonly found: string;
}

export function isRefusal(value: object): value is HostRefusal {
  return "error" in value && "expected" in value && "found" in value;
}
