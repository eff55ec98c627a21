/** Which colour a member of a document gets, and which others they may take instead. */
import { drawnColour, type MemberColour } from "./colour.ts";
import { differenceOf, type Lab, seenAs, sights } from "./colourSight.ts";

/**
 * Twelve colours of which any two are at least `leastDistance` apart in every sight and scheme. Found by search: taking the farthest
 * one after the other paints itself into a corner after eight. The order is that of giving, where distance does not decide.
 */
export const palette: readonly MemberColour[] = [
  { hue: 270, step: 1 },
  { hue: 30, step: 0 },
  { hue: 160, step: 2 },
  { hue: 340, step: 0 },
  { hue: 110, step: 2 },
  { hue: 0, step: 1 },
  { hue: 170, step: 0 },
  { hue: 220, step: 2 },
  { hue: 100, step: 1 },
  { hue: 290, step: 0 },
  { hue: 200, step: 1 },
  { hue: 180, step: 2 },
];

/** CIEDE2000. From here on two colours count as told apart, by everybody. */
export const leastDistance = 9;

/** Every colour that is ever given: the palette first, and for more people than it has colours those between. */
const everyColour: readonly MemberColour[] = [
  ...palette,
  ...Array.from({ length: 108 }, (_, index): MemberColour => {
    const step = ([1, 0, 2] as const)[Math.floor(index / 36)] ?? 1;
    return { hue: ((index * 7) % 36) * 10, step };
  }).filter((colour) => !palette.some((other) => isSame(colour, other))),
];

/**
 * Chooses a colour for who joins the members whose colours are taken, the same for the same list on every machine: of the palette
 * the one farthest from all of them, and when nothing of it can be told apart from them any more, the farthest there is. With more
 * members than colours it is one that the fewest have. Those of `past` members are kept clear of as long as that costs nothing.
 */
export function chooseColour(taken: readonly MemberColour[], past: readonly MemberColour[] = []): MemberColour {
  if (past.length > 0) {
    const apartFromAll = chooseColour([...taken, ...past]);
    if (distanceTo(apartFromAll, [...taken, ...past]) >= leastDistance) return apartFromAll;
  }
  const uses = new Map<string, { colour: MemberColour; count: number }>();
  for (const colour of taken) uses.set(keyOf(colour), { colour, count: (uses.get(keyOf(colour))?.count ?? 0) + 1 });
  const others = [...uses.values()].map(({ colour }) => colour);
  const free = palette.filter((colour) => distanceTo(colour, others) >= leastDistance);
  const candidates = free.length > 0 ? free : everyColour;
  let best = { colour: candidates[0] as MemberColour, distance: -1, count: 0 };
  for (const colour of candidates) {
    const distance = distanceTo(colour, others);
    const count = uses.get(keyOf(colour))?.count ?? 0;
    if (distance > best.distance || (distance === best.distance && count < best.count)) {
      best = { colour, distance, count };
    }
  }
  return best.colour;
}

/** Fewer free colours than this are no choice. */
const leastFree = 4;

/** What somebody with the colour `own` is offered beside the others of a document: the palette, and some more where little of it is free. */
export function coloursToOffer(own: MemberColour, others: readonly MemberColour[]): MemberColour[] {
  const offered = [...palette];
  let free = offered.filter((colour) => mayTake(colour, own, others)).length;
  while (free < leastFree) {
    const farthest = chooseFarthest([...others, ...offered]);
    if (farthest === null || !mayTake(farthest, own, others)) break;
    offered.push(farthest);
    free++;
  }
  if (!offered.some((colour) => isSame(colour, own))) offered.push(own);
  return offered;
}

/**
 * Whether somebody may change from `own` to `colour`: it must be one of those that are given, and be told apart from everybody
 * else's, or at least as well as the one they have.
 */
export function mayTake(colour: MemberColour, own: MemberColour, others: readonly MemberColour[]): boolean {
  if (isSame(colour, own)) return true;
  if (!everyColour.some((known) => isSame(colour, known))) return false;
  const distance = distanceTo(colour, others);
  return distance > 0 && distance >= Math.min(leastDistance, distanceTo(own, others));
}

/** Which of `others` stands in the way of a colour: the nearest of those that are too near. Its index, or -1. */
export function nearestOf(colour: MemberColour, others: readonly MemberColour[]): number {
  let [nearest, least] = [-1, leastDistance];
  for (const [index, other] of others.entries()) {
    const distance = distanceBetween(colour, other);
    if (distance < least) [nearest, least] = [index, distance];
  }
  return nearest;
}

function chooseFarthest(taken: readonly MemberColour[]): MemberColour | null {
  let best: { colour: MemberColour | null; distance: number } = { colour: null, distance: 0 };
  for (const colour of everyColour) {
    const distance = distanceTo(colour, taken);
    if (distance > best.distance) best = { colour, distance };
  }
  return best.colour;
}

/** To the nearest of them; infinitely far where there is none. */
function distanceTo(colour: MemberColour, others: readonly MemberColour[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const other of others) {
    least = Math.min(least, distanceBetween(colour, other));
    if (least === 0) break;
  }
  return least;
}

/** There are a hundred colours, and documents of a thousand members ask for the same distances again and again. */
const distances = new Map<string, number>();
const maxDistancesKept = 20_000;

/** How far apart two colours are for whoever sees the least difference, in the scheme where it is the smallest. */
export function distanceBetween(one: MemberColour, two: MemberColour): number {
  if (isSame(one, two)) return 0;
  const key = keyOf(one) < keyOf(two) ? `${keyOf(one)} ${keyOf(two)}` : `${keyOf(two)} ${keyOf(one)}`;
  let distance = distances.get(key);
  if (distance === undefined) {
    const [ones, twos] = [looksOf(one), looksOf(two)];
    distance = Math.min(...ones.map((look, index) => differenceOf(look, twos[index] as Lab)));
    if (distances.size >= maxDistancesKept) distances.clear();
    distances.set(key, distance);
  }
  return distance;
}

const looks = new Map<string, readonly Lab[]>();

/** How a colour looks in each scheme and sight. There are at most 1,080 of them. */
function looksOf(colour: MemberColour): readonly Lab[] {
  const key = keyOf(colour);
  let known = looks.get(key);
  if (known === undefined) {
    const { light, dark } = drawnColour(colour);
    known = [light, dark].flatMap((hex) => sights.map((sight) => seenAs(hex, sight)));
    looks.set(key, known);
  }
  return known;
}

function keyOf({ hue, step }: MemberColour): string {
  return `${hue}/${step}`;
}

function isSame(one: MemberColour, two: MemberColour): boolean {
  return one.hue === two.hue && one.step === two.step;
}
