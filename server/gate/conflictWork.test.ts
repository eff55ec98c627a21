import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { judgeUpdate } from "./judgeUpdate.ts";
import { defaultGateLimits } from "./limits.ts";
import { any, element, type Id, type Struct, text, update, xmlText } from "./testing/handMadeUpdate.ts";

const ana = 7;
const letters = 3_000;
const firstLetter: Id = [ana, 2];
let server: Y.Doc;

beforeEach(() => {
  server = new Y.Doc();
  server.getXmlFragment("default");
  const start: Struct[] = [
    element("paragraph"),
    { ...xmlText, parent: [ana, 0] },
    { ...text("x".repeat(letters)), parent: [ana, 1] },
    { ...element("heading"), origin: [ana, 0] },
  ];
  Y.applyUpdate(server, update([{ client: ana, structs: start }]));
});

const judge = (bytes: Uint8Array) => judgeUpdate(server, bytes, defaultGateLimits);
const many = (count: number, make: (index: number) => Struct): Struct[] =>
  Array.from({ length: count }, (_, index) => make(index));
const tooLarge = { verdict: "refuse", code: "too-large" };

test("thousands of letters with one left and ever other right neighbours are refused: they would take minutes", () => {
  const spread = many(2_000, (index) => ({ ...text("y"), origin: firstLetter, right: [ana, 4 + index] }));
  expect(judge(update([{ client: 666, structs: spread }]))).toMatchObject(tooLarge);
});

test("nor does it help to spread them over several updates", () => {
  let refusedAt = 0;
  for (let round = 1; round <= 30 && refusedAt === 0; round++) {
    const spread = many(150, (index) => ({ ...text("y"), origin: firstLetter, right: [ana, 4 + index + round * 20] }));
    const bytes = update([{ client: 10_000 + round, structs: spread }]);
    if (judge(bytes).verdict === "accept") Y.applyUpdate(server, bytes);
    else refusedAt = round;
  }
  expect(refusedAt).toBeGreaterThan(1);
  expect(refusedAt).toBeLessThan(30);
});

test("a long chain in between counts for each that has to be put beside it", () => {
  const chain = many(5_000, (index) => ({ ...text("c"), origin: index === 0 ? firstLetter : [800, index - 1] }));
  const beside = many(100, (index) => ({ ...text("y"), origin: firstLetter, right: [ana, 1_000 + index] }));
  expect(
    judge(
      update([
        { client: 800, structs: chain },
        { client: 666, structs: beside },
      ]),
    ),
  ).toMatchObject(tooLarge);
});

test("the same at the start of an element and in an attribute", () => {
  const blocks = many(1_500, (index) => ({
    ...element("paragraph"),
    right: index % 2 === 0 ? [ana, 0] : [ana, 2 + letters],
  }));
  expect(judge(update([{ client: 666, structs: blocks }]))).toMatchObject(tooLarge);
  const values = many(1_500, () => ({ ...any(1), parent: [ana, 2 + letters] as Id, sub: "level" }));
  expect(judge(update([{ client: 666, structs: values }]))).toMatchObject(tooLarge);
});

/** Two people who write at the same place while apart; then one after the other comes back. */
function writeApart(write: (text: Y.XmlText, letter: string) => void): void {
  const pages = ["a", "b", "c"].map((letter) => {
    const page = new Y.Doc();
    Y.applyUpdate(page, Y.encodeStateAsUpdate(server));
    const paragraph = page.getXmlFragment("default").get(0) as Y.XmlElement;
    write(paragraph.get(0) as Y.XmlText, letter);
    return page;
  });
  for (const page of pages) {
    const news = Y.encodeStateAsUpdate(page, Y.encodeStateVector(server));
    expect(judge(news)).toMatchObject({ verdict: "accept" });
    Y.applyUpdate(server, news);
  }
}

test("three people who typed thousands of letters at one place while apart are all accepted", () => {
  writeApart((itsText, letter) => {
    for (let index = 0; index < 4_000; index++) itsText.insert(10 + index, letter);
  });
});

test("so are those who always wrote before what they had written", () => {
  writeApart((itsText, letter) => {
    for (let index = 0; index < 300; index++) itsText.insert(10, letter);
  });
});

test("and those who wrote, deleted and wrote again", () => {
  writeApart((itsText, letter) => {
    for (let index = 0; index < 2_000; index++) {
      itsText.insert(10, letter);
      if (index % 3 > 0) itsText.delete(10, 1);
    }
  });
});
