/** The schemes that a link may have. Addresses without a scheme are relative to the page and allowed. */
export const linkSchemes: readonly string[] = ["http", "https", "mailto", "tel"];

export const maxHrefLength = 4096;

const scheme = /^([a-z][a-z0-9+.-]*):/i;
// What browsers drop or skip before they look for the scheme: control characters, spaces, and invisible separators.
const ignored = /[\p{Cc}\p{Cf}\p{Z}]/gu;

/**
 * Whether an address may stand in a link. The one rule for the server's gate, the editor (typing, pasting, the link
 * dialog) and every renderer.
 */
export function isSafeHref(href: unknown): href is string {
  if (typeof href !== "string" || href.length > maxHrefLength) return false;
  const seen = href.replace(ignored, "");
  if (seen === "") return false;
  const named = scheme.exec(seen)?.[1];
  if (named !== undefined) return linkSchemes.includes(named.toLowerCase());
  // A colon before any slash, question mark or hash could be read as a scheme by somebody less strict than we are.
  return !/^[^/?#]*:/.test(seen);
}
