import type { TFunction } from "i18next";
import type { MemberColour } from "../../shared/colour.ts";

/** Up to which hue, in degrees of OKLCH, a colour is called by which word. */
const words = [
  [15, "pink"],
  [45, "red"],
  [75, "orange"],
  [115, "yellow"],
  [165, "green"],
  [205, "teal"],
  [280, "blue"],
  [325, "violet"],
  [360, "pink"],
] as const;

const shades = ["dark", "middle", "light"] as const;

/** What people call a colour, for those who do not see it and for those who talk about it. */
export function colourName(t: TFunction, { hue, step }: MemberColour): string {
  const word = words.find(([end]) => hue < end)?.[1] ?? "pink";
  return t(`presence.shade.${shades[step]}`, { colour: t(`presence.colour.${word}`) });
}
