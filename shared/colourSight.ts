/**
 * How far apart colours look, in normal sight and in the two common kinds of red-green blindness. Sight is simulated by the matrices of
 * G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
 * TVCG 15 (2009), at severity 1.0, which apply to linear RGB. Distance is CIEDE2000 as in G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000
 * Color-Difference Formula: Implementation Notes, Supplementary Test Data, and Mathematical Observations", Color Res. Appl. 30 (2005).
 */

/** CIE L*a*b*, D65. */
export type Lab = readonly [lightness: number, a: number, b: number];

type Matrix = readonly (readonly [number, number, number])[];

/** Linear RGB as somebody sees it. */
const sightMatrices = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
} as const satisfies Record<string, Matrix>;

export type Sight = keyof typeof sightMatrices;
export const sights = Object.keys(sightMatrices) as readonly Sight[];

/** A `#rrggbb` as it looks in one kind of sight. */
export function seenAs(hex: string, sight: Sight): Lab {
  const linear = [1, 3, 5].map((at) => linearOf(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  return labOf(times(sightMatrices[sight], linear).map((part) => Math.min(1, Math.max(0, part))));
}

/** sRGB's own curve, from 0 to 1. */
export function linearOf(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

const xyzMatrix: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

function labOf(linear: readonly number[]): Lab {
  const [x = 0, y = 0, z = 0] = times(xyzMatrix, linear);
  const [fx, fy, fz] = [cubeRootOf(x / 0.95047), cubeRootOf(y), cubeRootOf(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function cubeRootOf(part: number): number {
  return part > 216 / 24_389 ? Math.cbrt(part) : ((24_389 / 27) * part + 16) / 116;
}

function times(matrix: Matrix, [x = 0, y = 0, z = 0]: readonly number[]): number[] {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z);
}

const degrees = 180 / Math.PI;
const cosine = (angle: number) => Math.cos(angle / degrees);
const sine = (angle: number) => Math.sin(angle / degrees);
/** Grey colours have less chroma than their numbers say: how much less. */
const greyness = (chroma: number) => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));

/** CIEDE2000 of two colours: 1 is about what can just be seen side by side. */
export function differenceOf([lightnessOne, aOne, bOne]: Lab, [lightnessTwo, aTwo, bTwo]: Lab): number {
  const stretch = 1.5 - 0.5 * greyness((Math.hypot(aOne, bOne) + Math.hypot(aTwo, bTwo)) / 2);
  const [one, two] = [polarOf(aOne * stretch, bOne), polarOf(aTwo * stretch, bTwo)];
  const isGrey = one.chroma * two.chroma === 0;
  const turn = isGrey ? 0 : shortWay(two.hue - one.hue);
  const lightness = (lightnessOne + lightnessTwo) / 2;
  const chroma = (one.chroma + two.chroma) / 2;
  const hue = isGrey ? one.hue + two.hue : (one.hue + turn / 2 + 360) % 360;

  const hueWeight =
    1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6) - 0.2 * cosine(4 * hue - 63);
  const fromMiddle = (lightness - 50) ** 2;
  const byLightness = (lightnessTwo - lightnessOne) / (1 + (0.015 * fromMiddle) / Math.sqrt(20 + fromMiddle));
  const byChroma = (two.chroma - one.chroma) / (1 + 0.045 * chroma);
  const byHue = (2 * Math.sqrt(one.chroma * two.chroma) * sine(turn / 2)) / (1 + 0.015 * chroma * hueWeight);
  // Blues turn towards violet as they become stronger.
  const rotation = -2 * greyness(chroma) * sine(60 * Math.exp(-(((hue - 275) / 25) ** 2)));
  return Math.sqrt(byLightness ** 2 + byChroma ** 2 + byHue ** 2 + rotation * byChroma * byHue);
}

function polarOf(a: number, b: number): { chroma: number; hue: number } {
  return { chroma: Math.hypot(a, b), hue: a === 0 && b === 0 ? 0 : (Math.atan2(b, a) * degrees + 360) % 360 };
}

function shortWay(turn: number): number {
  if (turn > 180) return turn - 360;
  return turn < -180 ? turn + 360 : turn;
}
