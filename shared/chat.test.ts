import { expect, test } from "vitest";
import { cleanLine, isVisibleLine, maxQuoteLength, quoteOf, readChatAsk, readPassage } from "./chat.ts";

const ana = "a".repeat(26);
const position = { type: { client: 5, clock: 0 }, assoc: 0 };
const passage = { anchor: position, head: { tname: "default", assoc: -1 }, quote: "the words" };
const say = { ask: "say", sent: "x1", text: "Hello", mentions: [] as unknown[], passage: null as unknown };
const read = (asked: unknown) => readChatAsk(JSON.stringify(asked));

test("a line is read with whom it names and where it points", () => {
  expect(read({ ...say, mentions: [ana, ana], passage })).toEqual({
    ask: "say",
    sent: "x1",
    text: "Hello",
    mentions: [ana],
    passage: { anchor: position, head: { tname: "default", assoc: -1 }, quote: "the words" },
  });
  expect(read({ ask: "typing", isTyping: true })).toEqual({ ask: "typing", isTyping: true });
});

test("what our page could not have sent is not read", () => {
  const hostile: unknown[] = [
    null,
    [],
    "say",
    { ask: "shout" },
    { ask: "typing", isTyping: 1 },
    { ...say, text: 5 },
    { ...say, sent: "" },
    { ...say, sent: "x".repeat(41) },
    { ...say, sent: "<b>" },
    { ...say, mentions: "all" },
    { ...say, mentions: ["somebody"] },
    { ...say, mentions: Array.from({ length: 21 }, () => ana) },
    { ...say, passage: undefined },
    { ...say, passage: { ...passage, anchor: null } },
    { ...say, passage: { ...passage, anchor: { tname: "another root" } } },
    { ...say, passage: { ...passage, head: { type: { client: -1, clock: 0 } } } },
    { ...say, passage: { ...passage, quote: "" } },
    { ...say, passage: { ...passage, quote: "q".repeat(maxQuoteLength + 1) } },
    { ...say, text: "x".repeat(12_000) },
  ];
  for (const asked of hostile) expect({ asked, read: read(asked) }).toEqual({ asked, read: null });
  expect(readChatAsk("{ not JSON")).toBeNull();
});

test("a passage carries nothing but positions and words", () => {
  const more = { ...passage, anchor: { ...position, extra: "x".repeat(1_000) }, href: "javascript:alert(1)" };
  expect(readPassage(more)).toEqual(passage);
});

test("what cannot be seen or turns other words around is out of a line", () => {
  expect(cleanLine("  a\u202eb\u2066c\u0007d\ufeff  ")).toBe("a b c d");
  expect(cleanLine("one  \r\ntwo\r\r\r\rthree\u2028four")).toBe("one\ntwo\n\nthree\nfour");
  expect(cleanLine("half \ud83d letter").isWellFormed()).toBe(true);
  expect(cleanLine("👩‍👧 שלום")).toBe("👩‍👧 שלום");
});

test("a line of nothing but spaces and joiners says nothing", () => {
  for (const text of ["", " \n ", "\u200d\u2060", "\u00ad"]) expect(isVisibleLine(text)).toBe(false);
  for (const text of ["a", "👍", "。"]) expect(isVisibleLine(text)).toBe(true);
});

test("a long quote is cut between letters, and its own length is accepted again", () => {
  const quote = quoteOf(`${"😀".repeat(100)} and\n more`);
  expect(quote.isWellFormed()).toBe(true);
  expect(quote.length).toBeLessThanOrEqual(maxQuoteLength);
  expect(quote.endsWith("😀…")).toBe(true);
  expect(readPassage({ ...passage, quote })?.quote).toBe(quote);
  expect(quoteOf("two\n lines")).toBe("two lines");
});
