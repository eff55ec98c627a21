import { expect, test } from "vitest";
import { chooseColour, hexOf, type MemberColour } from "./colour.ts";

function chosen(count: number): MemberColour[] {
  const taken: MemberColour[] = [];
  while (taken.length < count) taken.push(chooseColour(taken));
  return taken;
}

/** The contrast of a colour on white as WCAG 2 defines it. */
function contrastOnWhite(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

const everyColour: MemberColour[] = Array.from({ length: 360 }, (_, hue) => hue).flatMap((hue) =>
  ([0, 1, 2] as const).map((step) => ({ hue, step })),
);

test("twelve members of a document look different, and the same on every machine", () => {
  const twelve = chosen(12);
  expect(new Set(twelve.map(hexOf)).size).toBe(12);
  expect(chosen(12)).toEqual(twelve);
  for (const [index, { hue }] of twelve.entries()) {
    for (const other of twelve.slice(index + 1)) {
      const around = Math.abs(hue - other.hue);
      expect(Math.min(around, 360 - around)).toBeGreaterThanOrEqual(30);
    }
  }
});

test("thirty-six members all look different, and one more still gets a colour", () => {
  expect(new Set(chosen(36).map(hexOf)).size).toBe(36);
  expect(hexOf(chooseColour(chosen(36)))).toMatch(/^#[0-9a-f]{6}$/);
});

test("a colour that became free is the one that is given next", () => {
  const all = chosen(36);
  const free = all.splice(7, 1)[0];
  expect(chooseColour(all)).toEqual(free);
});

test("every colour is a hex colour that a name can be read in on white", () => {
  for (const colour of everyColour) {
    const hex = hexOf(colour);
    expect(hex).toMatch(/^#[0-9a-f]{6}$/);
    expect(contrastOnWhite(hex), `hue ${colour.hue}, step ${colour.step}`).toBeGreaterThanOrEqual(4.5);
  }
});

test("the contrast is computed as WCAG says", () => {
  expect(contrastOnWhite("#000000")).toBeCloseTo(21, 5);
  expect(contrastOnWhite("#ffffff")).toBeCloseTo(1, 5);
  expect(contrastOnWhite("#767676")).toBeCloseTo(4.54, 2);
});
