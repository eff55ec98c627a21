/**
 * A member's colour: a hue and one of three lightness steps, chosen per document (see `colourChoice.ts`). Documents keep these two
 * numbers; what is drawn follows from them here and nowhere else, so that whatever shows a member shows the same colour.
 */
export interface MemberColour {
  /** Degrees, 0 to 359. */
  hue: number;
  /** 0 dark, 1 middle, 2 light. */
  step: 0 | 1 | 2;
}

/** A colour as it is drawn, `#rrggbb`, in the light and in the dark scheme. */
export interface DrawnColour {
  light: string;
  dark: string;
}

/**
 * OKLCH for each scheme. Steps lie as far apart as contrast allows: on the paper and under a name written on them, at least 4.5:1 for
 * every hue. Chroma is the most that is asked for; a hue that sRGB does not have so strong is drawn as strong as it has it, because
 * browsers cut off what lies outside in ways of their own.
 */
const drawing = {
  light: { lightness: [0.335, 0.45, 0.545], chroma: 0.175 },
  dark: { lightness: [0.64, 0.75, 0.9], chroma: 0.15 },
} as const;

/** The colour that presence carries: the one of the light scheme, because stock carets write names on it in white. */
export function hexOf(colour: MemberColour): string {
  return drawnIn(colour, "light");
}

/** A member's colour as it is drawn, from what documents keep or from the `#rrggbb` that presence carries. */
export function drawnColour(colour: MemberColour | string): DrawnColour {
  const known = typeof colour === "string" ? colourOfHex(colour) : colour;
  // No colour of ours, so that nothing better is known about it.
  if (known === null) return { light: String(colour), dark: String(colour) };
  return { light: drawnIn(known, "light"), dark: drawnIn(known, "dark") };
}

/** The colour that is drawn as this `#rrggbb` in the light scheme; null for any other. */
export function colourOfHex(hex: string): MemberColour | null {
  const key = hex.toLowerCase();
  // Only multiples of ten are given. Whatever else a catalog may hold is looked up where that finds nothing, since it costs ten times more.
  return everyTenth().get(key) ?? everyDegree().get(key) ?? null;
}

const everyTenth = once(() => coloursByHex(10));
/** Neighbours may be drawn alike: the last one stands for them. */
const everyDegree = once(() => coloursByHex(1));

function coloursByHex(stride: number): Map<string, MemberColour> {
  const found = new Map<string, MemberColour>();
  for (let hue = 0; hue < 360; hue += stride) {
    for (const step of [0, 1, 2] as const) found.set(hexOf({ hue, step }), { hue, step });
  }
  return found;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function drawnIn({ hue, step }: MemberColour, scheme: keyof typeof drawing): string {
  const { lightness, chroma } = drawing[scheme];
  return `#${strongest(lightness[step], chroma, hue).map(byteOf).join("")}`;
}

/** Linear sRGB of the strongest colour of this lightness and hue, up to a chroma, that sRGB has. */
function strongest(lightness: number, chroma: number, hue: number): number[] {
  const wanted = linearOf(lightness, chroma, hue);
  if (isInside(wanted)) return wanted;
  let [low, high] = [0, chroma];
  for (let turn = 0; turn < 20; turn++) {
    const middle = (low + high) / 2;
    if (isInside(linearOf(lightness, middle, hue))) low = middle;
    else high = middle;
  }
  return linearOf(lightness, low, hue);
}

function isInside(linear: readonly number[]): boolean {
  return linear.every((part) => part >= 0 && part <= 1);
}

/** OKLCH to linear sRGB by the matrices of Björn Ottosson's OKLab. */
function linearOf(lightness: number, chroma: number, hue: number): number[] {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function byteOf(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, "0");
}
