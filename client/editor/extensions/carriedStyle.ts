/** Under this name an inline style is carried past the page's content policy, which would refuse the real one. */
export const carriedStyle = "data-pasted-style";

/** The last value of a property in the style that an element carries, in small letters. The browser never reads it. */
export function carriedValue(element: Element, property: string): string {
  let found = "";
  for (const declaration of element.getAttribute(carriedStyle)?.split(";") ?? []) {
    const at = declaration.indexOf(":");
    if (declaration.slice(0, at).trim().toLowerCase() === property) found = declaration.slice(at + 1);
  }
  return found.trim().toLowerCase();
}
