/**
 * The same number, as V8's small integer while it is one (times: for 24 days).
 *
 * What comes out of a Float64Array, of `%` with a large number, or of `**` has a box of its own
 * wherever it is kept; and one such value in a field of an object literal boxes that field of all
 * objects of that form, in all files. One effect's length so made every step half as slow again.
 */
export function small(value: number): number {
  const integer = value | 0;
  return integer === value ? integer : value;
}
