/** The one sentence for all that simulated shells do not do; it names the page that says what. */

/** The message: what was found, and where it is written what the subset is. */
export function outsideSubset(found: string): string {
  return `${found} is outside the simulated subset of sh (docs/shell-subset.md)`;
}
