/** Colours of a terminal; without colour a text stays as it is. */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof STYLES;
export type Paint = (text: string, ...styles: readonly Style[]) => string;

export function painter(color: boolean): Paint {
  if (!color) return (text) => text;
  return (text, ...styles) =>
    styles.reduce((inner, style) => {
      const [on, off] = STYLES[style];
      return `\u001B[${on}m${inner}\u001B[${off}m`;
    }, text);
}
