/**
 * A member's colour: a hue and one of three lightness steps, chosen per document. Drawn in OKLCH with other
 * lightness in light and dark (see client/ui/tokens.css); `hexOf` is the one for stock carets.
 */
export interface MemberColour {
  /** Degrees, 0 to 359. */
  hue: number;
  /** 0 dark, 1 middle, 2 light. */
  step: 0 | 1 | 2;
}

const candidates: readonly MemberColour[] = Array.from({ length: 36 }, (_, index) => ({
  hue: (index % 12) * 30 + 20,
  step: ([1, 0, 2] as const)[Math.floor(index / 12)] ?? 1,
}));

/** Chooses the colour farthest from those already taken in a document, the same for the same list on every machine. */
export function chooseColour(taken: readonly MemberColour[]): MemberColour {
  let best: MemberColour = candidates[0] as MemberColour;
  let bestDistance = -1;
  for (const candidate of candidates) {
    const distance = Math.min(360, ...taken.map((colour) => distanceBetween(candidate, colour)));
    if (distance > bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function distanceBetween(a: MemberColour, b: MemberColour): number {
  const around = Math.abs(a.hue - b.hue) % 360;
  return Math.min(around, 360 - around) + 25 * Math.abs(a.step - b.step);
}

// Even the lightest is dark enough for the white name that stock carets write on it.
const lightness = [0.42, 0.475, 0.525] as const;
const chroma = 0.15;

/** The colour as `#rrggbb`, from OKLCH by the matrices of Björn Ottosson's OKLab, clipped to sRGB. */
export function hexOf({ hue, step }: MemberColour): string {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness[step] + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness[step] - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness[step] - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${linear.map(byteOf).join("")}`;
}

function byteOf(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, "0");
}
