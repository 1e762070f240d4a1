/**
 * A value as JSON for a script element.
 *
 * An HTML parser looks for `</script` and `<!--` there, whatever the element's type is: no `<` is
 * left, nor a line end that only JSON allows. Halves of surrogate pairs are escapes already.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
