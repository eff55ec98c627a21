import { expect, test } from "vitest";
import { createEmbeddedIndex } from "./embeddedIndex.ts";
import { readQuestion } from "./question.ts";
import type { Slices } from "./slices.ts";
import { idOf } from "./testing/ids.ts";
import { searchIndexContract } from "./testing/searchIndex.contract.ts";

searchIndexContract("The index in memory", async () => createEmbeddedIndex({ rest: () => null }));
// Every look at the clock ends a slice: whatever may come between two of them does.
searchIndexContract("The index in memory, interrupted at every step,", async () =>
  createEmbeddedIndex({ rest: () => Promise.resolve() }),
);

test("a long text is taken in by slices", async () => {
  let looks = 0;
  const slices: Slices = {
    rest: () => {
      looks++;
      return null;
    },
  };
  const index = createEmbeddedIndex(slices);
  const text = Array.from({ length: 20_000 }, (_, number) => `word${number}`).join(" ");
  await index.put({ id: idOf("a"), title: "Long", text });
  expect(looks).toBeGreaterThan(100);
  await index.remove(idOf("a"));
  expect(looks).toBeGreaterThan(150);
});

test("a document of which every word is another's too finds its place in lists that grow and shrink", async () => {
  const index = createEmbeddedIndex({ rest: () => null });
  const ids = Array.from({ length: 500 }, (_, number) =>
    idOf(`a${number.toString(26).padStart(3, "b")}`.replace(/\d/g, "z")),
  );
  const unique = [...new Set(ids)];
  for (const id of unique) await index.put({ id, title: "Same", text: "" });
  for (const id of unique.filter((_, place) => place % 3 !== 0)) await index.remove(id);
  const left = unique.filter((_, place) => place % 3 === 0).sort();
  const { ids: found } = await index.search({ question: readQuestion("same"), mayFind: () => true, limit: 1000 });
  expect(found).toEqual(left);
});

test("a text of more pairs than anybody writes costs no more looks at its neighbours than one of words", async () => {
  const index = createEmbeddedIndex({ rest: () => null });
  // Each of 12,000 letters begins a pair of its own: a tree that looks at all first letters for each would take minutes.
  const letters = Array.from({ length: 12_000 }, (_, number) =>
    String.fromCharCode(0x4e00 + ((number * 7919) % 20_000)),
  );
  const text = Array.from({ length: 8 }, (_, turn) =>
    [...letters.slice(turn), ...letters.slice(0, turn)].join(""),
  ).join("");
  await index.put({ id: idOf("a"), title: "", text });
  const find = async (typed: string) =>
    (await index.search({ question: readQuestion(typed), mayFind: () => true, limit: 10 })).ids;
  const pair = `${letters[10]}${letters[11]}`;
  for (const typed of [pair, letters[10] ?? ""]) {
    expect(await find(typed)).toEqual([idOf("a")]);
  }
  await index.remove(idOf("a"));
  expect(await find(pair)).toEqual([]);
});
