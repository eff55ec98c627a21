import { isSafeHref } from "../../shared/schema/safeHref.ts";
import type { Mention } from "./chatDraft.ts";

export type LinePart =
  | { part: "text"; text: string }
  | { part: "link"; text: string; href: string }
  | { part: "mention"; text: string; mention: Mention };

const address = /(?<![\p{L}\p{N}@/.])(?:https?:\/\/|www\.)[^\s<>"“”«»]+/giu;

/**
 * Takes a line apart for drawing. Only whole web addresses become links, and they show themselves: nobody is led elsewhere than the
 * words say. Put together again, the parts are the line.
 */
export function lineParts(text: string, mentions: readonly Mention[]): LinePart[] {
  const parts: LinePart[] = [];
  let done = 0;
  for (const match of text.matchAll(address)) {
    const shown = withoutEnd(match[0]);
    const href = hrefOf(shown);
    if (href === null) continue;
    parts.push(...mentionParts(text.slice(done, match.index), mentions), { part: "link", text: shown, href });
    done = match.index + shown.length;
  }
  return [...parts, ...mentionParts(text.slice(done), mentions)];
}

function mentionParts(text: string, mentions: readonly Mention[]): LinePart[] {
  if (text === "") return [];
  // The longer name first, so that "@Ana Maria" is not taken for Ana.
  const sorted = [...mentions].sort((a, b) => b.name.length - a.name.length);
  for (const mention of sorted) {
    const named = `@${mention.name}`;
    const at = text.indexOf(named);
    if (at === -1) continue;
    return [
      ...mentionParts(text.slice(0, at), mentions),
      { part: "mention", text: named, mention },
      ...mentionParts(text.slice(at + named.length), mentions),
    ];
  }
  return [{ part: "text", text }];
}

/** What ends the sentence does not belong to the address, and neither does a bracket that was opened before it. */
function withoutEnd(found: string): string {
  let shown = found;
  for (;;) {
    const isOpen = shown.split("(").length < shown.split(")").length;
    const shorter = shown.replace(isOpen ? /[.,;:!?'’…*_)]$/u : /[.,;:!?'’…*_]$/u, "");
    if (shorter === shown) return shown;
    shown = shorter;
  }
}

/** Null for what is no sound web address, and for one that hides where it leads behind a name and an @. */
function hrefOf(shown: string): string | null {
  const href = /^www\./i.test(shown) ? `https://${shown}` : shown;
  const url = URL.canParse(href) ? new URL(href) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "")
    return null;
  return url.hostname.includes(".") || url.hostname === "localhost" ? (isSafeHref(href) ? href : null) : null;
}
