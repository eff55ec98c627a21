import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { drawnColour } from "../shared/colour.ts";
import { contrast, everyColour } from "../shared/testing/contrast.ts";

const tokens = readFileSync(new URL("../client/ui/tokens.css", import.meta.url), "utf8");
const light = scheme(":root");
const dark = scheme(':root[data-mantine-color-scheme="dark"]');

/** What the sheet of colours says in one scheme. */
function scheme(selector: string) {
  const from = tokens.indexOf(`${selector} {`);
  const rules = tokens.slice(from, tokens.indexOf("}", from));
  const value = (name: string) => new RegExp(`--${name}: ([^;]+);`).exec(rules)?.[1] ?? "";
  return {
    paper: value("paper"),
    desk: value("desk"),
    ink: value("ink"),
    onMember: value("on-member"),
    tint: Number.parseInt(value("tint"), 10) / 100,
  };
}

test("the sheet says what is needed here", () => {
  for (const { paper, desk, ink, onMember, tint } of [light, dark]) {
    for (const hex of [paper, desk, ink, onMember]) expect(hex).toMatch(/^#[0-9a-f]{6}$/);
    expect(tint).toBeGreaterThan(0.1);
  }
});

test("a name can be read on every colour, and a caret seen on the paper, in both schemes", () => {
  for (const colour of everyColour) {
    const drawn = drawnColour(colour);
    const at = `hue ${colour.hue}, step ${colour.step}`;
    expect(contrast(drawn.light, light.onMember), at).toBeGreaterThanOrEqual(4.5);
    expect(contrast(drawn.dark, dark.onMember), at).toBeGreaterThanOrEqual(4.5);
    expect(contrast(drawn.light, light.paper), at).toBeGreaterThanOrEqual(3);
    expect(contrast(drawn.light, light.desk), at).toBeGreaterThanOrEqual(3);
    expect(contrast(drawn.dark, dark.paper), at).toBeGreaterThanOrEqual(3);
    expect(contrast(drawn.dark, dark.desk), at).toBeGreaterThanOrEqual(3);
  }
});

test("words stay readable over the tint of every colour, in both schemes", () => {
  for (const colour of everyColour) {
    const drawn = drawnColour(colour);
    expect(contrast(mixed(drawn.light, light.paper, light.tint), light.ink)).toBeGreaterThanOrEqual(7);
    expect(contrast(mixed(drawn.dark, dark.paper, dark.tint), dark.ink)).toBeGreaterThanOrEqual(7);
  }
});

function mixed(over: string, under: string, share: number): string {
  const parts = [1, 3, 5].map((at) =>
    Math.round(
      share * Number.parseInt(over.slice(at, at + 2), 16) + (1 - share) * Number.parseInt(under.slice(at, at + 2), 16),
    ),
  );
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
