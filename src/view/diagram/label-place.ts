/** On which side of its mark the words of a row stand, and how much room they have. */

/** A style. */
export type LabelPlace =
  | { readonly left: string; readonly maxWidth: string }
  | { readonly right: string; readonly maxWidth: string };

/** About what a character of the page's small type takes. */
const CHARACTER_PX = 6.9;
const MARK_PX = 11;

/** To the right where they fit, else where there is more room. */
export function labelPlace(x: number, says: string, gutter: number, width: number): LabelPlace {
  const needed = says.length * CHARACTER_PX + 10;
  const toRight = width - x - MARK_PX;
  const toLeft = x - MARK_PX - gutter;
  if (needed <= toRight || toRight >= toLeft) {
    return { left: `${x + MARK_PX}px`, maxWidth: `${toRight}px` };
  }
  return { right: `${width - x + MARK_PX}px`, maxWidth: `${toLeft}px` };
}
