import { isSafeHref } from "../../shared/schema/safeHref.ts";

/** Reads an address as people write it: `example.org` and `ana@example.org` are links too. Null when it may not be one. */
export function readLinkAddress(text: string): string | null {
  const address = text.trim();
  if (address === "" || /\s/.test(address)) return null;
  if (/^[^/@:\s]+@[^/@:\s]+\.[^/@:\s]+$/.test(address)) return `mailto:${address}`;
  const withScheme = /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(address) && !/^[^/]+\.[^/]+:\d+/.test(address);
  const href = withScheme ? address : `https://${address}`;
  return isSafeHref(href) ? href : null;
}
