/**
 * A list with one more item at its end, of exactly that length.
 *
 * `[...list, item]` would do, but V8 makes room for 16 items more, in each list of each record of a
 * fleet: a fifth of what a running command holds.
 */
export function append<Item>(list: readonly Item[], item: Item): readonly Item[] {
  return list.length === 0 ? [item] : list.concat([item]);
}
