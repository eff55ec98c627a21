import { expect, test } from "vitest";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import { listDocuments } from "../../shared/libraryApi.ts";
import { createRandom } from "../simulation/random.ts";
import { byChange, byName, countBefore, type Place } from "./pageCursor.ts";

const random = createRandom(7);
const id = () => makeId<DocumentId>(random.bytes);
const named = (...titles: string[]) => titles.map((key) => ({ id: id(), key })).sort(byName.compare);
const titlesOf = (places: Place<string>[]) => places.map(({ key }) => key);

test("names sort as people read them: numbers by size, accents beside their letters, what has no name last", () => {
  const sorted = named("Week 10", "", "week 9", "Zebra", "Öl", "Ofen", "Week 2");
  expect(titlesOf(sorted)).toEqual(["Ofen", "Öl", "Week 2", "week 9", "Week 10", "Zebra", ""]);
});

test("the page after a place begins behind it, also when that place is gone or has moved", () => {
  const sorted = named("a", "b", "c", "d");
  const [, second] = sorted as [Place<string>, Place<string>];
  const cursor = byName.write(second);
  expect(countBefore(sorted, byName, undefined)).toBe(0);
  expect(countBefore(sorted, byName, cursor)).toBe(2);
  const without = sorted.filter((place) => place !== second);
  expect(countBefore(without, byName, cursor)).toBe(1);
  const moved = [...without, { ...second, key: "z" }];
  expect(countBefore(moved, byName, cursor)).toBe(1);
  expect(countBefore([{ id: id(), key: "aa" }, ...sorted.slice(2)].sort(byName.compare), byName, cursor)).toBe(1);
});

test("places of one moment are told apart by their ids", () => {
  const sorted = Array.from({ length: 9 }, () => ({ id: id(), key: 5 })).sort(byChange.compare);
  for (const [index, place] of sorted.entries()) {
    expect(countBefore(sorted, byChange, byChange.write(place))).toBe(index + 1);
  }
});

test("however long the titles, a cursor fits into its question and leads on without leaving anything out", () => {
  const beginning = "漢".repeat(89) + "😀".repeat(20);
  const sorted = named(...Array.from({ length: 20 }, (_, index) => `${beginning}${index}`));
  for (const [index, place] of sorted.entries()) {
    const cursor = byName.write(place);
    expect(listDocuments.safeParse({ after: cursor }).success).toBe(true);
    expect(countBefore(sorted, byName, cursor)).toBe(index + 1);
    expect(countBefore(sorted.toSpliced(index, 1), byName, cursor)).toBeLessThanOrEqual(index);
  }
});

test("a cursor of another order, or of nobody's making, is refused", () => {
  const sorted = named("a", "b");
  for (const cursor of [byChange.write({ id: id(), key: 1 }), "", "n", "n.short.YQ", `n.${id()}`, "x".repeat(400)]) {
    expect(() => countBefore(sorted, byName, cursor)).toThrow(expect.objectContaining({ code: "malformed" }));
  }
});
