import type { CSSProperties } from "react";

/** A member's colour as it is drawn, `#rrggbb`, in each scheme. */
export interface Colour {
  light: string;
  dark: string;
}

const hexPattern = /^#[0-9a-f]{6}$/i;

/**
 * What an element must wear so that `var(--member)` is a member's colour in the current scheme, and `var(--on-member)` what is written
 * on it. Colours come from other people: one that is not what it should be gives the neutral look rather than a style of their choosing.
 */
export function memberColour(colour: Colour | undefined): { style?: CSSProperties; "data-member-colour"?: "" } {
  if (colour === undefined || !hexPattern.test(colour.light) || !hexPattern.test(colour.dark)) return {};
  return {
    style: { "--in-light": colour.light, "--in-dark": colour.dark } as CSSProperties,
    "data-member-colour": "",
  };
}
