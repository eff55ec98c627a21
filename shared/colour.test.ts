import { expect, test } from "vitest";
import { colourOfHex, drawnColour, hexOf } from "./colour.ts";
import { contrast, everyColour } from "./testing/contrast.ts";

test("stock carets, which write a name in white, get a colour that it can be read on", () => {
  for (const colour of everyColour) {
    const hex = hexOf(colour);
    expect(hex).toMatch(/^#[0-9a-f]{6}$/);
    expect(contrast(hex, "#ffffff"), hex).toBeGreaterThanOrEqual(4.5);
  }
});

test("what presence carries is drawn as what documents keep", () => {
  for (let hue = 0; hue < 360; hue += 10) {
    for (const step of [0, 1, 2] as const) {
      const colour = { hue, step };
      expect(colourOfHex(hexOf(colour))).toEqual(colour);
      expect(drawnColour(hexOf(colour).toUpperCase())).toEqual(drawnColour(colour));
    }
  }
  for (const colour of everyColour) {
    const known = colourOfHex(hexOf(colour));
    expect(known?.step).toBe(colour.step);
    expect(Math.abs((known?.hue ?? 999) - colour.hue)).toBeLessThanOrEqual(1);
  }
});

test("a colour of nobody here is drawn as it is", () => {
  expect(colourOfHex("#6b6862")).toBeNull();
  expect(drawnColour("#6b6862")).toEqual({ light: "#6b6862", dark: "#6b6862" });
});

test("the contrast is computed as WCAG says", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#ffffff", "#ffffff")).toBeCloseTo(1, 5);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});
