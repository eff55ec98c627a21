import {
  type ChatAsk,
  type ChatEntry,
  type ChatLine,
  type ChatNews,
  cleanLine,
  isVisibleLine,
  maxEntries,
  maxLineLength,
  type SayRefusal,
} from "../../shared/chat.ts";
import type { MemberId } from "../../shared/ids.ts";
import { type ChatDraft, emptyDraft, isEmptyDraft, mentionsIn, withReturned } from "./chatDraft.ts";

/** Something that stands in the panel. A gap says that its reader was away, and was not there for what was said meanwhile. */
export type ChatItem = { key: string } & ({ entry: ChatEntry } | { gap: true });

/** A line on its way: whether it was heard is not known yet. */
export interface PendingLine {
  sent: string;
  draft: ChatDraft;
}

export interface ChatState {
  items: readonly ChatItem[];
  pending: readonly PendingLine[];
  /** Others who are typing at this moment. */
  typing: readonly string[];
  /** Lines of others that came while nobody looked, and whether one of them names the reader. */
  unread: number;
  isMentioned: boolean;
  /** There were older lines, which are not remembered any more. */
  fellOff: boolean;
  draft: ChatDraft;
  /** Why what stands in the draft was not said; null when there is no such reason. */
  notSaid: "offline" | SayRefusal | null;
  isLive: boolean;
}

export interface ChatStore {
  /** The same object until something changes, as React's external stores want it. */
  state(): ChatState;
  subscribe(listener: () => void): () => void;
  /** A connection is there to speak by; what is on its way by an older one was not heard by that. */
  speakBy(send: (ask: ChatAsk) => boolean): void;
  hear(news: ChatNews): void;
  /** The document is connected, as this member. Everything that the server had to give again has been heard before. */
  live(me: MemberId): void;
  away(): void;
  /** This person may not be here any more: what was said is not for them. What they typed is. */
  sentAway(): void;
  write(draft: ChatDraft): void;
  /** Says the draft. False when it stays where it is. */
  say(): boolean;
  /** Whether somebody sees the end of the talk now. */
  look(isLooking: boolean): void;
}

export interface ChatStoreNeeds {
  /** Epoch milliseconds. */
  now: () => number;
  newToken: () => string;
  /** What somebody typed here before, and went away. It is for nobody else who uses this tab since. */
  kept?: { by: MemberId; draft: ChatDraft } | undefined;
}

/** Others are told again so often that somebody is still typing. */
const typingEveryMs = 3_000;

/**
 * What this page knows of a talk, in its memory and nowhere else: it must never reach a storage of the browser.
 */
export function createChatStore(needs: ChatStoreNeeds): ChatStore {
  const listeners = new Set<() => void>();
  let state: ChatState = {
    items: [],
    pending: [],
    typing: [],
    unread: 0,
    isMentioned: false,
    fellOff: false,
    draft: needs.kept?.draft ?? emptyDraft,
    notSaid: null,
    isLive: false,
  };
  let send: (ask: ChatAsk) => boolean = () => false;
  let me: MemberId | null = null;
  /** Which talk was heard last, and up to where. */
  let heard = { talk: "", seq: 0 };
  let gaps = 0;
  let isLooking = false;
  let toldTypingAt: number | null = null;

  function change(next: Partial<ChatState>): void {
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener();
  }

  function take(talk: string, entries: readonly ChatEntry[], isNew: boolean): void {
    const fresh = talk === heard.talk ? entries.filter(({ seq }) => seq > heard.seq) : entries;
    const last = fresh.at(-1);
    if (last === undefined) return;
    heard = { talk, seq: last.seq };
    const mine = new Set(fresh.flatMap((entry) => (entry.kind === "line" && isMine(entry) ? [entry.sent] : [])));
    const items = [...state.items, ...fresh.map((entry) => ({ key: `${talk} ${entry.seq}`, entry }))];
    const others = fresh.filter((entry): entry is ChatLine => entry.kind === "line" && !isMine(entry));
    const unread = isLooking || !isNew ? [] : others;
    change({
      items: items.slice(-maxEntries),
      fellOff: state.fellOff || items.length > maxEntries,
      pending: state.pending.filter(({ sent }) => !mine.has(sent)),
      unread: state.unread + unread.length,
      isMentioned: state.isMentioned || unread.some(({ mentions }) => mentions.some(({ member }) => member === me)),
    });
  }

  function isMine(line: ChatLine): boolean {
    return me === null ? state.pending.some(({ sent }) => sent === line.sent) : line.by.member === me;
  }

  function takeAgain(news: ChatNews & { chat: "heard" }): void {
    const before = heard;
    const isSame = news.talk === before.talk;
    const missed = before.talk !== "" && news.since > (isSame ? before.seq : 0);
    if (missed) change({ items: [...state.items, { key: `gap ${++gaps}`, gap: true }] });
    // Of one's first hearing everything was said in one's presence, so that nothing of it is news.
    take(news.talk, news.entries, before.talk !== "");
    if (isSame && missed) heard = { talk: news.talk, seq: Math.max(heard.seq, news.since) };
    if (news.fellOff && !state.fellOff) change({ fellOff: true });
  }

  /** Nobody heard them: their words go back to where they were typed. */
  function giveBack(lines: readonly PendingLine[], notSaid: ChatState["notSaid"]): void {
    if (lines.length === 0) return;
    const draft = lines.reduceRight((typed, line) => withReturned(typed, line.draft), state.draft);
    change({ draft, notSaid, pending: state.pending.filter((line) => !lines.includes(line)) });
  }

  function tellTyping(isTyping: boolean): void {
    const now = needs.now();
    if (!isTyping && toldTypingAt === null) return;
    if (isTyping && toldTypingAt !== null && now - toldTypingAt < typingEveryMs) return;
    toldTypingAt = isTyping ? now : null;
    if (state.isLive) send({ ask: "typing", isTyping });
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    speakBy(next) {
      send = next;
    },
    hear(news) {
      switch (news.chat) {
        case "heard":
          takeAgain(news);
          break;
        case "entry":
          take(news.talk, [news.entry], true);
          break;
        case "typing":
          change({ typing: news.who.filter(({ member }) => member !== me).map(({ name }) => name) });
          break;
        case "refused":
          giveBack(
            state.pending.filter(({ sent }) => sent === news.sent),
            news.why,
          );
          break;
        default:
          // A newer server may have more to tell than this page can read.
          news satisfies never;
      }
    },
    live(member) {
      const isSomebodyElse = (me ?? needs.kept?.by ?? member) !== member;
      me = member;
      if (isSomebodyElse) change({ draft: emptyDraft, notSaid: null, pending: [] });
      if (state.isLive) return;
      change({ isLive: true, notSaid: state.notSaid === "offline" ? null : state.notSaid });
      giveBack(state.pending, "offline");
    },
    away() {
      if (state.isLive) change({ isLive: false, typing: [] });
      toldTypingAt = null;
    },
    sentAway() {
      giveBack(state.pending, null);
      heard = { talk: "", seq: 0 };
      change({ items: [], typing: [], unread: 0, isMentioned: false, fellOff: false, notSaid: null, isLive: false });
      toldTypingAt = null;
    },
    write(draft) {
      change({ draft, notSaid: isEmptyDraft(draft) ? null : state.notSaid });
      tellTyping(isVisibleLine(draft.text));
    },
    say() {
      const { draft } = state;
      const text = cleanLine(draft.text);
      if (!isVisibleLine(text) || text.length > maxLineLength) return false;
      const sent = needs.newToken();
      const mentions = mentionsIn(draft).map(({ member }) => member);
      if (!state.isLive || !send({ ask: "say", sent, text, mentions, passage: draft.passage })) {
        change({ notSaid: "offline" });
        return false;
      }
      toldTypingAt = null;
      change({ draft: emptyDraft, notSaid: null, pending: [...state.pending, { sent, draft: { ...draft, text } }] });
      return true;
    },
    look(next) {
      isLooking = next;
      if (next && (state.unread > 0 || state.isMentioned)) change({ unread: 0, isMentioned: false });
    },
  };
}
