import type { MemberColour } from "../colour.ts";
import { linearOf } from "../colourSight.ts";

/** Every colour that a document can hold, those of catalogs from before the palette included. */
export const everyColour: readonly MemberColour[] = Array.from({ length: 360 }, (_, hue) => hue).flatMap((hue) =>
  ([0, 1, 2] as const).map((step) => ({ hue, step })),
);

/** Of two `#rrggbb`, as WCAG 2 defines it. */
export function contrast(one: string, two: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linearOf(Number.parseInt(hex.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
