import type { Passage } from "../../shared/chat.ts";
import type { MemberId } from "../../shared/ids.ts";

export interface Mention {
  member: MemberId;
  name: string;
}

/** What somebody is about to say. */
export interface ChatDraft {
  text: string;
  /** Everybody who was picked; the name of somebody who is really mentioned stands in the text behind an @. */
  mentions: readonly Mention[];
  passage: Passage | null;
}

export const emptyDraft: ChatDraft = { text: "", mentions: [], passage: null };

export function isEmptyDraft({ text, passage }: ChatDraft): boolean {
  return text.trim() === "" && passage === null;
}

/** The draft with words before it that came back because nobody heard them. */
export function withReturned(draft: ChatDraft, returned: ChatDraft): ChatDraft {
  const known = new Set(draft.mentions.map(({ member }) => member));
  return {
    text: [returned.text, draft.text].filter((text) => text !== "").join("\n"),
    mentions: [...draft.mentions, ...returned.mentions.filter(({ member }) => !known.has(member))],
    passage: draft.passage ?? returned.passage,
  };
}

/** Those who are still named in the text. Longer names first, so that "@Ana Maria" is not taken for Ana. */
export function mentionsIn({ text, mentions }: ChatDraft): Mention[] {
  const found: Mention[] = [];
  let rest = text;
  for (const mention of [...mentions].sort((a, b) => b.name.length - a.name.length)) {
    const parts = rest.split(`@${mention.name}`);
    if (parts.length === 1) continue;
    found.push(mention);
    rest = parts.join("\n");
  }
  return found;
}

/** What is being typed behind an @ that ends at the caret; null when it is no beginning of a name. */
export function queryAt(text: string, caret: number): { from: number; query: string } | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf("@");
  if (from === -1 || (from > 0 && !/[\s([{"'“„«]/.test(before.charAt(from - 1)))) return null;
  const query = before.slice(from + 1);
  // Names have spaces, and no line ends in the middle of one.
  return query.length > 30 || /\n|\s\s/.test(query) ? null : { from, query };
}

/** The people whose names begin with what was typed, in any of their words. */
export function matching<P extends { name: string }>(people: readonly P[], query: string): P[] {
  const wanted = folded(query);
  return people.filter(({ name }) => {
    const whole = folded(name);
    return whole.startsWith(wanted) || whole.split(/[\s-]+/).some((word) => word.startsWith(wanted));
  });
}

/** Puts a name where its beginning was typed, and says where the caret stands then. */
export function withMention(
  draft: ChatDraft,
  { from, query }: { from: number; query: string },
  mention: Mention,
): { draft: ChatDraft; caret: number } {
  const after = draft.text.slice(from + 1 + query.length);
  const named = `@${mention.name}${/^[\s.,;:?)]/.test(after) ? "" : " "}`;
  const others = draft.mentions.filter(({ member }) => member !== mention.member);
  return {
    draft: { ...draft, text: draft.text.slice(0, from) + named + after, mentions: [...others, mention] },
    caret: from + named.length + (/^\s/.test(after) ? 1 : 0),
  };
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
