import { expect, test } from "vitest";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import { createEmbeddedIndex } from "./embeddedIndex.ts";
import { searchLibrary } from "./searchLibrary.ts";
import { idOf } from "./testing/ids.ts";

const asker = { memberId: "m" as MemberId };

async function openTestSearch(texts: Record<string, string>) {
  const index = createEmbeddedIndex({ rest: () => null });
  for (const [letter, text] of Object.entries(texts)) await index.put({ id: idOf(letter), title: "Diary", text });
  const mayRead = new Set(Object.keys(texts));
  let whileReading: (id: DocumentId) => void = () => {};
  const needs = {
    index,
    keeper: {
      isComplete: false,
      textOf: async (id: DocumentId) => {
        whileReading(id);
        return texts[id[0] ?? ""] ?? "";
      },
    },
    findable: async () => (id: DocumentId) => mayRead.has(id[0] ?? ""),
    describe: async (_asker: unknown, id: DocumentId) => {
      if (!mayRead.has(id[0] ?? "")) throw refuse("not-found", "There is no document at this address.");
      return { id, title: "Diary" } as DocumentSummary;
    },
    pause: async () => {},
  };
  return {
    needs,
    mayRead,
    whileReading: (run: typeof whileReading) => {
      whileReading = run;
    },
    finds: async (q: string) => (await searchLibrary(needs, asker, { q })).results,
  };
}

test("results say what was found, and whether some may be missing yet", async () => {
  const { needs } = await openTestSearch({ a: "late frost" });
  expect(await searchLibrary(needs, asker, { q: "frost diary" })).toEqual({
    results: [{ document: { id: idOf("a"), title: "Diary" }, title: ["", "Diary"], snippets: [["late ", "frost"]] }],
    isComplete: false,
  });
});

test("at most thirty documents are shown, however many fit", async () => {
  const letters = [..."abcdefghijklmnopqrstuvwxyz234567"];
  const { finds } = await openTestSearch(Object.fromEntries(letters.map((letter) => [letter, "frost"])));
  expect(await finds("frost")).toHaveLength(30);
});

test("what is taken away during the search is left out, and the rest is shown", async () => {
  const { finds, mayRead, whileReading } = await openTestSearch({ a: "frost", b: "frost" });
  whileReading((id) => {
    if (id === idOf("a")) mayRead.delete("a");
  });
  expect((await finds("frost")).map(({ document }) => document.id)).toEqual([idOf("b")]);
});

test("a failure that is no refusal is told", async () => {
  const { needs } = await openTestSearch({ a: "frost" });
  const broken = { ...needs, describe: () => Promise.reject(new Error("The disk is gone.")) };
  await expect(searchLibrary(broken, asker, { q: "frost" })).rejects.toThrow("The disk is gone.");
});
