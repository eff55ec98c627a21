import { expect, test } from "vitest";
import german from "./languages/de.json";
import english from "./languages/en.json";

type Catalogue = { [key: string]: string | Catalogue };

function sentences(catalogue: Catalogue, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    const name = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") found.set(name, value);
    else for (const [inner, text] of sentences(value, name)) found.set(inner, text);
  }
  return found;
}

const catalogues = { english: sentences(english), german: sentences(german) };

/** What stands for something else in a sentence: variables and tags. */
function slots(sentence: string): string[] {
  return [...sentence.matchAll(/\{\{\s*[\w-]+[^}]*\}\}|<\/?[\w]+\s*\/?>/g)].map(([slot]) => slot).sort();
}

test("both catalogues say the same things", () => {
  expect([...catalogues.german.keys()].sort()).toEqual([...catalogues.english.keys()].sort());
});

test("a sentence has the same slots in both languages", () => {
  for (const [key, sentence] of catalogues.english) {
    expect({ key, slots: slots(catalogues.german.get(key) ?? "") }).toEqual({ key, slots: slots(sentence) });
  }
});

test("every sentence says something, without raising its voice", () => {
  for (const catalogue of Object.values(catalogues)) {
    for (const [key, sentence] of catalogue) {
      expect({ key, blank: sentence.trim() === "" }).toEqual({ key, blank: false });
      expect({ key, loud: sentence.includes("!") }).toEqual({ key, loud: false });
    }
  }
});

test("a counted sentence has both of its forms", () => {
  for (const key of catalogues.english.keys()) {
    const base = key.replace(/_(one|other)$/, "");
    if (base === key) continue;
    expect([...catalogues.english.keys()]).toEqual(expect.arrayContaining([`${base}_one`, `${base}_other`]));
  }
});
