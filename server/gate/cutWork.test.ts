import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { mark, type Struct, text, update } from "./testing/handMadeUpdate.ts";
import { accepted, ana, lastLetter, openHello, refused } from "./testing/hello.ts";

const length = 5_000;
const behind = 30_000;
/** The clock of Ben's first letter; behind his letters stand marks, none of which can be merged. */
const ben = 20;
let hello: ReturnType<typeof openHello>;

beforeEach(() => {
  hello = openHello();
  const letters: Struct = { ...text("x".repeat(length)), origin: lastLetter };
  const marks = many(behind, (index) => ({
    ...mark(index % 2 === 0 ? "bold" : "italic", {}),
    origin: [ben, length - 1 + index],
  }));
  Y.applyUpdate(hello.server, update([{ client: ben, structs: [letters, ...marks] }]));
});

function many(count: number, make: (index: number) => Struct): Struct[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const between = (count: number, step: (index: number) => number) =>
  update([
    { client: 900, structs: many(count, (i) => ({ ...text("y"), origin: [ben, step(i)], right: [ben, step(i) + 1] })) },
  ]);
const ranges = (count: number) =>
  update([], [{ client: ben, ranges: Array.from({ length: count }, (_, index) => [2 * index, 1]) }]);

test("a thousand places in a long text are accepted, thousands before ten thousands of structs are not", () => {
  expect(hello.judge(between(1_000, (index) => 2 * index))).toMatchObject(accepted);
  expect(hello.judge(between(length - 1, (index) => index))).toMatchObject(refused("too-large"));
  expect(hello.judge(between(length - 1, (index) => length - 2 - index))).toMatchObject(refused("too-large"));
});

test("the same place counts once, and a place between two items not at all", () => {
  const forOneCut = { maxMoved: 2_000 + behind };
  expect(
    hello.judge(
      between(50, () => 7),
      forOneCut,
    ),
  ).toMatchObject(accepted);
  expect(
    hello.judge(
      between(2, (index) => 7 + 2 * index),
      forOneCut,
    ),
  ).toMatchObject(refused("too-large"));
  const atEnd = many(length, (index) => ({ ...text("y"), origin: index === 0 ? [ben, length - 1] : [900, index - 1] }));
  expect(hello.judge(update([{ client: 900, structs: atEnd }]), { maxMoved: 0 })).toMatchObject(accepted);
});

test("ranges that are deleted count as places, unless they are deleted already", () => {
  expect(hello.judge(ranges(500))).toMatchObject(accepted);
  expect(hello.judge(ranges(length / 2))).toMatchObject(refused("too-large"));
  Y.applyUpdate(hello.server, ranges(length / 2));
  expect(hello.judge(ranges(length / 2), { maxMoved: 0 })).toMatchObject({ ...accepted, deletesText: false });
});

test("known letters sent one by one count as places, as they came they do not", () => {
  const oneByOne = many(length, (index) => ({ ...text("x"), origin: index === 0 ? lastLetter : [ben, index - 1] }));
  expect(hello.judge(update([{ client: ben, structs: oneByOne }]))).toMatchObject(refused("too-large"));
  expect(hello.judge(Y.encodeStateAsUpdate(hello.server), { maxMoved: 0 })).toMatchObject({
    ...accepted,
    inserts: false,
  });
});

test("places in what the update itself brings count, too", () => {
  const long: Struct = { ...text("z".repeat(length)), origin: [ana, 2], right: [ana, 3] };
  const marks = many(behind, (index) => ({
    ...mark(index % 2 === 0 ? "bold" : "italic", {}),
    origin: [900, length - 1 + index],
  }));
  const cuts = many(length - 1, (index) => ({ ...text("q"), origin: [900, index], right: [900, index + 1] }));
  const bytes = (count: number) =>
    update([
      { client: 900, structs: [long, ...marks] },
      { client: 1_000, structs: cuts.slice(0, count) },
    ]);
  expect(hello.judge(bytes(1_000))).toMatchObject(accepted);
  expect(hello.judge(bytes(length - 1))).toMatchObject(refused("too-large"));
});

test("a person who writes at hundreds of places of a text that others wrote is accepted when coming back", () => {
  const page = new Y.Doc();
  Y.applyUpdate(page, Y.encodeStateAsUpdate(hello.server));
  const paragraph = page.getXmlFragment("default").get(0) as Y.XmlElement;
  const letters = paragraph.get(0) as Y.XmlText;
  for (let index = 0; index < 800; index++) {
    letters.insert(10 + index * 6, "new");
    letters.delete(14 + index * 6, 2);
  }
  const news = Y.encodeStateAsUpdate(page, Y.encodeStateVector(hello.server));
  expect(hello.judge(news)).toMatchObject({ ...accepted, deletesText: true });
});
