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

/** Everything that the page is made of, without its tests. */
const sources = Object.values(
  import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!../**/*.test.*"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
).join("\n");

/** What is asked for by a whole key, and by a key with gaps, each of which stands for one name. */
function keysAskedFor(source: string): { whole: Set<string>; gapped: RegExp[] } {
  const whole = [...source.matchAll(/["`]([a-z][a-zA-Z]*(?:\.[\w-]+)+)["`]/g)].map(([, key]) => key ?? "");
  const gapped = [...source.matchAll(/`([a-z][a-zA-Z]*\.(?:[\w.-]|\$\{[^}`]*\})+)`/g)].map(([, key = ""]) => {
    const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(".", "\\."));
    return new RegExp(`^${parts.join("[\\w-]+")}$`);
  });
  return { whole: new Set(whole), gapped };
}

test("every sentence is said somewhere", () => {
  const { whole, gapped } = keysAskedFor(sources);
  const unused = [...catalogues.english.keys()].filter((key) => {
    const base = key.replace(/_(one|other)$/, "");
    return !whole.has(base) && !gapped.some((pattern) => pattern.test(base));
  });
  expect(unused).toEqual([]);
});
