import { expect, test } from "vitest";
import { differenceOf, type Lab, seenAs } from "./colourSight.ts";

/** Of the test data of Sharma, Wu and Dalal: two colours and their CIEDE2000 difference. */
const sharma: [...Lab, ...Lab, number][] = [
  [50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425],
  [50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615],
  [50, 2.8361, -74.02, 50, 0, -82.7485, 3.4412],
  [50, -1.3802, -84.2814, 50, 0, -82.7485, 1],
  [50, -1.1848, -84.8006, 50, 0, -82.7485, 1],
  [50, -0.9009, -85.5211, 50, 0, -82.7485, 1],
  [50, 0, 0, 50, -1, 2, 2.3669],
  [50, -1, 2, 50, 0, 0, 2.3669],
  [50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792],
  [50, 2.49, -0.001, 50, -2.49, 0.001, 7.1792],
  [50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195],
  [50, 2.49, -0.001, 50, -2.49, 0.0012, 7.2195],
  [50, -0.001, 2.49, 50, 0.0009, -2.49, 4.8045],
  [50, -0.001, 2.49, 50, 0.001, -2.49, 4.8045],
  [50, -0.001, 2.49, 50, 0.0011, -2.49, 4.7461],
  [50, 2.5, 0, 50, 0, -2.5, 4.3065],
  [50, 2.5, 0, 73, 25, -18, 27.1492],
  [50, 2.5, 0, 61, -5, 29, 22.8977],
  [50, 2.5, 0, 56, -27, -3, 31.903],
  [50, 2.5, 0, 58, 24, 15, 19.4535],
  [50, 2.5, 0, 50, 3.1736, 0.5854, 1],
  [50, 2.5, 0, 50, 3.2972, 0, 1],
  [50, 2.5, 0, 50, 1.8634, 0.5757, 1],
  [50, 2.5, 0, 50, 3.2592, 0.335, 1],
  [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
  [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.263],
  [61.2901, 3.7196, -5.3901, 61.4292, 2.248, -4.962, 1.8731],
  [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
  [22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373],
  [36.4612, 47.858, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
  [90.8027, -2.0831, 1.441, 91.1528, -1.6435, 0.0447, 1.4441],
  [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
  [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
  [2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082],
];

test("differences are those of the published test data, in both directions", () => {
  for (const [lightness, a, b, otherLightness, otherA, otherB, expected] of sharma) {
    const [one, two]: Lab[] = [
      [lightness, a, b],
      [otherLightness, otherA, otherB],
    ];
    if (one === undefined || two === undefined) throw new Error("There are two.");
    expect(differenceOf(one, two), `${one} and ${two}`).toBeCloseTo(expected, 4);
    expect(differenceOf(two, one)).toBeCloseTo(expected, 4);
  }
});

test("white is as light as can be and has no colour, in every sight", () => {
  for (const sight of ["normal", "deutan", "protan"] as const) {
    const [lightness, a, b] = seenAs("#ffffff", sight);
    expect(lightness).toBeCloseTo(100, 1);
    expect(Math.hypot(a, b)).toBeLessThan(0.1);
  }
});

test("sRGB red is where CIE has it", () => {
  const [lightness, a, b] = seenAs("#ff0000", "normal");
  expect([lightness, a, b].map((part) => Math.round(part * 10) / 10)).toEqual([53.2, 80.1, 67.2]);
});

test("a red and a green that normal sight tells apart look nearly alike to deutans and protans", () => {
  const pairs = { deutan: ["#b35900", "#808000"], protan: ["#a06a00", "#6f7a00"] } as const;
  for (const [sight, [red, green]] of Object.entries(pairs) as ["deutan" | "protan", readonly [string, string]][]) {
    const apart = differenceOf(seenAs(red, "normal"), seenAs(green, "normal"));
    expect(differenceOf(seenAs(red, sight), seenAs(green, sight))).toBeLessThan(apart / 2);
  }
});
