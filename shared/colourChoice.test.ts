import { expect, test } from "vitest";
import { drawnColour, type MemberColour } from "./colour.ts";
import {
  chooseColour,
  coloursToOffer,
  distanceBetween,
  leastDistance,
  mayTake,
  nearestOf,
  palette,
} from "./colourChoice.ts";
import { differenceOf, seenAs, sights } from "./colourSight.ts";

/** As many members as `count`, who came one after the other after `before`. */
function joined(count: number, before: readonly MemberColour[] = []): MemberColour[] {
  const taken = [...before];
  while (taken.length < before.length + count) taken.push(chooseColour(taken));
  return taken;
}

/** The least distance of any two, looked up afresh in every sight and scheme. */
function worstPair(colours: readonly MemberColour[]): number {
  let worst = Number.POSITIVE_INFINITY;
  for (const [index, one] of colours.entries()) {
    for (const two of colours.slice(0, index)) {
      for (const scheme of ["light", "dark"] as const) {
        for (const sight of sights) {
          const [seen, other] = [one, two].map((colour) => seenAs(drawnColour(colour)[scheme], sight));
          if (seen && other) worst = Math.min(worst, differenceOf(seen, other));
        }
      }
    }
  }
  return worst;
}

test("the first twelve members are told apart by everybody, in both schemes", () => {
  const twelve = joined(12);
  expect(worstPair(twelve)).toBeGreaterThanOrEqual(9);
  expect(joined(12)).toEqual(twelve);
});

test("twelve stay told apart whoever leaves and whoever comes", () => {
  let members = joined(12);
  let seed = 7;
  for (let turn = 0; turn < 40; turn++) {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    const gone = seed % members.length;
    members = joined(
      1,
      members.filter((_, index) => index !== gone),
    );
    expect(worstPair(members)).toBeGreaterThanOrEqual(9);
  }
});

test("who joins members with colours from before the palette is told apart from them as long as it can be", () => {
  const old: MemberColour[] = [
    { hue: 20, step: 1 },
    { hue: 200, step: 1 },
    { hue: 110, step: 0 },
  ];
  const members = joined(5, old);
  const distances = members.slice(3).map((colour, index) => worstPair([...members.slice(0, 3 + index), colour]));
  // The old ones' own distances are what they are.
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(Math.min(9, worstPair(old)));
});

test("a hundred and eight members all have colours of their own, and one more shares one that few have", () => {
  const members = joined(108);
  expect(new Set(members.map(({ hue, step }) => `${hue}/${step}`)).size).toBe(108);
  const more = joined(108, members);
  expect(new Set(more.slice(108).map(({ hue, step }) => `${hue}/${step}`)).size).toBe(108);
});

test("a colour that became free is given next", () => {
  const members = joined(12);
  const free = members.splice(5, 1)[0];
  expect(chooseColour(members)).toEqual(free);
});

test("a distance is the same from both sides, and that of the worst sight and scheme", () => {
  const [one, two] = [palette[0], palette[3]];
  if (!one || !two) throw new Error("There are twelve.");
  expect(distanceBetween(one, two)).toBe(distanceBetween(two, one));
  expect(distanceBetween(one, two)).toBeCloseTo(worstPair([one, two]), 10);
  expect(distanceBetween(one, one)).toBe(0);
});

test("what is free may be taken, and what could be mistaken for another's may not", () => {
  const [own, ...others] = joined(4);
  if (!own) throw new Error("There is one.");
  for (const colour of others) expect(mayTake(colour, own, others)).toBe(false);
  const near = { hue: (others[0]?.hue ?? 0) + 10, step: others[0]?.step ?? 0 };
  expect(mayTake(near, own, others)).toBe(false);
  expect(nearestOf(near, others)).toBe(0);
  expect(mayTake(own, own, others)).toBe(true);
  const free = palette.filter((colour) => mayTake(colour, own, others));
  expect(free).toHaveLength(9);
  for (const colour of free) expect(worstPair([colour, ...others])).toBeGreaterThanOrEqual(9);
});

test("only colours that are given may be taken", () => {
  const own = { hue: 270, step: 1 } as const;
  expect(mayTake({ hue: 5, step: 1 }, own, [])).toBe(false);
  expect(mayTake({ hue: Number.NaN, step: 1 }, own, [])).toBe(false);
});

test("where all of the palette is taken there is still something to choose, and nobody is told apart worse for it", () => {
  const members = joined(20);
  const [own, ...others] = members;
  if (!own) throw new Error("There is one.");
  const offered = coloursToOffer(own, others);
  const free = offered.filter((colour) => mayTake(colour, own, others) && colour !== own);
  expect(offered).toContainEqual(own);
  expect(offered.slice(0, 12)).toEqual(palette);
  for (const colour of free)
    expect(worstPair([colour, ...others])).toBeGreaterThanOrEqual(Math.min(9, worstPair(members)));
});

test("all that are offered look different from each other", () => {
  const [own, ...others] = joined(3);
  if (!own) throw new Error("There is one.");
  expect(worstPair(coloursToOffer(own, others))).toBeGreaterThanOrEqual(leastDistance);
});
