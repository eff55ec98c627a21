import type { CSSProperties } from "react";

/** A hue with its lightness step as documents keep it, or the `#rrggbb` that presence carries. */
export type Colour = { hue: number; step: 0 | 1 | 2 } | `#${string}`;

const hexPattern = /^#[0-9a-f]{6}$/i;

/**
 * What an element must wear so that `var(--member)` is a member's colour in the current scheme. Colours come from other
 * people: one that is not what it should be gives the neutral look rather than a style of their choosing.
 */
export function memberColour(colour: Colour | string | undefined): {
  style?: CSSProperties;
  "data-step"?: number;
  "data-hex"?: "";
} {
  if (colour === undefined) return {};
  if (typeof colour === "string") {
    return hexPattern.test(colour) ? { style: { "--hex": colour } as CSSProperties, "data-hex": "" } : {};
  }
  if (!Number.isFinite(colour.hue)) return {};
  return { style: { "--hue": colour.hue } as CSSProperties, "data-step": colour.step };
}
