import { beforeEach, expect, test } from "vitest";
import { type ChatAsk, type ChatEntry, type ChatLine, type ChatNews, maxEntries } from "../../shared/chat.ts";
import type { MemberId } from "../../shared/ids.ts";
import { emptyDraft } from "./chatDraft.ts";
import { type ChatStore, createChatStore } from "./chatStore.ts";

const [ana, ben] = ["a".repeat(26), "b".repeat(26)] as [MemberId, MemberId];
let store: ChatStore;
let asked: ChatAsk[];
let isOpen: boolean;
let now: number;
let tokens: number;

beforeEach(() => {
  store = open();
  asked = [];
  isOpen = true;
  now = 1_000_000;
  tokens = 0;
});

function open(kept?: Parameters<typeof createChatStore>[0]["kept"]): ChatStore {
  const opened = createChatStore({ now: () => now, newToken: () => `t${++tokens}`, kept });
  opened.speakBy((ask) => {
    if (isOpen) asked.push(ask);
    return isOpen;
  });
  return opened;
}

function line(seq: number, text: string, by = ben, more: Partial<ChatLine> = {}): ChatLine {
  const speaker = { member: by, name: by === ben ? "Ben" : "Ana", color: "#336699" };
  return { kind: "line", seq, at: now, by: speaker, text, mentions: [], passage: null, sent: `s${seq}`, ...more };
}

const hears = (entry: ChatEntry, talk = "one") => store.hear({ chat: "entry", talk, entry });
const hearsAgain = (entries: ChatEntry[], more: Partial<ChatNews & { chat: "heard" }> = {}) =>
  store.hear({ chat: "heard", talk: "one", entries, fellOff: false, since: 0, ...more });
const types = (text: string) => store.write({ ...store.state().draft, text });
const shown = () =>
  store.state().items.map((item) => ("gap" in item ? "gap" : item.entry.kind === "line" ? item.entry.text : "note"));
const said = () => asked.filter((ask) => ask.ask === "say");

test("what is said leaves the field, is on its way, and stands in the talk once the server says so", () => {
  store.live(ana);
  types("Hello");
  expect(store.say()).toBe(true);
  expect(store.state()).toMatchObject({ draft: emptyDraft, pending: [{ sent: "t1" }], items: [] });
  hears(line(1, "Hello", ana, { sent: "t1" }));
  expect(store.state().pending).toEqual([]);
  expect(shown()).toEqual(["Hello"]);
});

test("without a connection the words stay in the field, and it is said why", () => {
  types("Hello");
  expect(store.say()).toBe(false);
  expect(store.state()).toMatchObject({ draft: { text: "Hello" }, notSaid: "offline", pending: [] });
  store.live(ana);
  expect(store.state().notSaid).toBeNull();
  isOpen = false;
  expect(store.say()).toBe(false);
  expect(store.state()).toMatchObject({ draft: { text: "Hello" }, notSaid: "offline" });
  expect(said()).toEqual([]);
});

test("words whose answer was lost come back to the field, before what was typed since, unless they were heard after all", () => {
  store.live(ana);
  for (const text of ["heard", "lost", "lost too"]) {
    types(text);
    store.say();
  }
  types("typed since");
  store.away();
  expect(store.state().pending).toHaveLength(3);
  hearsAgain([line(1, "heard", ana, { sent: "t1" })]);
  store.live(ana);
  expect(store.state().pending).toEqual([]);
  expect(store.state()).toMatchObject({ draft: { text: "lost\nlost too\ntyped since" }, notSaid: "offline" });
  expect(shown()).toEqual(["heard"]);
});

test("a line that the server refuses comes back with the reason", () => {
  store.live(ana);
  types("quick");
  store.say();
  store.hear({ chat: "refused", sent: "t1", why: "too-fast" });
  expect(store.state()).toMatchObject({ draft: { text: "quick" }, notSaid: "too-fast", pending: [] });
  types("");
  expect(store.state().notSaid).toBeNull();
});

test("neither nothing nor too much is said", () => {
  store.live(ana);
  for (const text of ["", "  \n", "\u200b", "x".repeat(2_001)]) {
    types(text);
    expect(store.say()).toBe(false);
    expect(store.state().draft.text).toBe(text);
  }
  expect(said()).toEqual([]);
});

test("only those are mentioned who are still named in the words", () => {
  const mentions = [
    { member: ben, name: "Ben" },
    { member: "c".repeat(26) as MemberId, name: "Cem" },
  ];
  store.live(ana);
  store.write({ ...emptyDraft, text: "@Ben look", mentions });
  store.say();
  expect(said()).toMatchObject([{ text: "@Ben look", mentions: [ben] }]);
});

test("lines of others count as unread until somebody looks, one's own and notes do not", () => {
  store.live(ana);
  hears(line(1, "one"));
  hears(line(2, "mine", ana));
  hears({ kind: "came", seq: 3, at: now, who: { member: ben, name: "Ben", color: "#336699" } });
  hears(line(4, "@Ana", ben, { mentions: [{ member: ana, name: "Ana" }] }));
  expect(store.state()).toMatchObject({ unread: 2, isMentioned: true });
  store.look(true);
  hears(line(5, "seen"));
  expect(store.state()).toMatchObject({ unread: 0, isMentioned: false });
  store.look(false);
  hears(line(6, "unseen"));
  expect(store.state().unread).toBe(1);
});

test("what a loaded page gets again is nothing new, what was said while a connection was away is", () => {
  hearsAgain([line(1, "before"), line(2, "the reload")]);
  store.live(ana);
  expect(store.state().unread).toBe(0);
  store.away();
  hearsAgain([line(1, "before"), line(2, "the reload"), line(3, "meanwhile")]);
  store.live(ana);
  expect(shown()).toEqual(["before", "the reload", "meanwhile"]);
  expect(store.state().unread).toBe(1);
});

test("who was away for too long sees that something may be missing, and where", () => {
  store.live(ana);
  hears(line(1, "heard"));
  store.away();
  hearsAgain([line(1, "heard"), line(8, "since the return")], { since: 7 });
  store.live(ana);
  hears(line(9, "now"));
  expect(shown()).toEqual(["heard", "gap", "since the return", "now"]);
});

test("in a talk that began anew numbers begin anew, and nothing of the old one is taken for it", () => {
  store.live(ana);
  hears(line(1, "old"));
  hears(line(1, "new"), "two");
  expect(shown()).toEqual(["old", "new"]);
  expect(new Set(store.state().items.map(({ key }) => key)).size).toBe(2);
});

test("a long talk loses its oldest lines, and says so", () => {
  store.live(ana);
  for (let seq = 1; seq <= maxEntries; seq++) hears(line(seq, `line ${seq}`));
  expect(store.state().fellOff).toBe(false);
  hears(line(maxEntries + 1, "one more"));
  expect(store.state().items).toHaveLength(maxEntries);
  expect(store.state().fellOff).toBe(true);
});

test("who is sent away sees nothing of the talk any more, and keeps what they typed", () => {
  store.live(ana);
  hears(line(1, "for those who are here"));
  types("on its way");
  store.say();
  types("typed");
  store.sentAway();
  expect(store.state()).toMatchObject({ items: [], unread: 0, isLive: false, draft: { text: "on its way\ntyped" } });
});

test("typing is told at the first letter, seldom after that, and when all of it is deleted", () => {
  store.live(ana);
  types("a");
  types("ab");
  now += 3_001;
  types("abc");
  types("");
  types("");
  expect(asked).toEqual([
    { ask: "typing", isTyping: true },
    { ask: "typing", isTyping: true },
    { ask: "typing", isTyping: false },
  ]);
  store.hear({
    chat: "typing",
    who: [
      { member: ana, name: "Ana" },
      { member: ben, name: "Ben" },
    ],
  });
  expect(store.state().typing).toEqual(["Ben"]);
});

test("what was typed and left behind is there for who typed it, and for nobody else", () => {
  const kept = { by: ana, draft: { ...emptyDraft, text: "half a thought" } };
  store = open(kept);
  store.live(ana);
  expect(store.state().draft.text).toBe("half a thought");
  store = open(kept);
  store.live(ben);
  expect(store.state().draft).toEqual(emptyDraft);
});
