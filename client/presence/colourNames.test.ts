import i18next from "i18next";
import { expect, test } from "vitest";
import { palette } from "../../shared/colourChoice.ts";
import german from "../app/languages/de.json";
import english from "../app/languages/en.json";
import { colourName } from "./colourNames.ts";

async function namesIn(language: "en" | "de"): Promise<string[]> {
  const words = i18next.createInstance();
  await words.init({
    lng: language,
    resources: { en: { translation: english }, de: { translation: german } },
    interpolation: { escapeValue: false },
  });
  return palette.map((colour) => colourName(words.t, colour));
}

test("each colour of the palette has a name of its own, in both languages", async () => {
  for (const language of ["en", "de"] as const) expect(new Set(await namesIn(language)).size).toBe(12);
  expect((await namesIn("en")).slice(0, 3)).toEqual(["blue", "dark red", "light green"]);
  expect((await namesIn("de")).slice(0, 3)).toEqual(["blau", "dunkelrot", "hellgrün"]);
});
