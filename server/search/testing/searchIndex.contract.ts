/** What every search index must do, whatever stands behind it. */
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { DocumentId } from "../../../shared/ids.ts";
import { readQuestion } from "../question.ts";
import type { Asked, SearchIndex } from "../searchIndex.ts";
import { idOf } from "./ids.ts";

export function searchIndexContract(name: string, open: () => Promise<SearchIndex>): void {
  describe(`${name} keeps the contract of the search index`, () => {
    let index: SearchIndex;
    beforeEach(async () => {
      index = await open();
    });

    const put = (letter: string, title: string, text = "") => index.put({ id: idOf(letter), title, text });
    const find = async (
      words: string,
      { mayFind = (): boolean => true, limit = 30, of = index }: Partial<Asked & { of: SearchIndex }> = {},
    ): Promise<string> => {
      const { ids } = await of.search({ question: readQuestion(words), mayFind, limit });
      return ids.map((id) => id[0]).join("");
    };

    test("words of titles and of texts are found, whatever their case and accents", async () => {
      await put("a", "Réunion", "The harvest of MÜLLER");
      expect(await find("reunion")).toBe("a");
      expect(await find("HARVEST")).toBe("a");
      for (const typed of ["müller", "Mueller", "muller"]) expect(await find(typed)).toBe("a");
      expect(await find("orchard")).toBe("");
      expect(await find("?")).toBe("");
    });

    test("ß and ue are found by ss and ü", async () => {
      await put("a", "Strasse nach Duesseldorf");
      expect(await find("Straße")).toBe("a");
      expect(await find("Düsseldorf")).toBe("a");
    });

    test("the beginning of a word finds it, and so does a slip in it", async () => {
      await put("a", "", "meeting");
      expect(await find("mee")).toBe("a");
      for (const typed of ["meetnig", "emeting", "meating", "meetin", "meettings"]) expect(await find(typed)).toBe("a");
      expect(await find("meatnig")).toBe("");
    });

    test("a long word may have two slips in it, swaps and others", async () => {
      await put("a", "", "organisation");
      for (const typed of ["ogranization", "ogranisaiton", "orgnisatoin", "organisatoni"]) {
        expect(await find(typed)).toBe("a");
      }
      expect(await find("ogranizaiton")).toBe("");
    });

    test("slips are looked for only where no word fits as it was typed", async () => {
      await put("a", "", "what else");
      await put("b", "", "that else");
      expect(await find("what")).toBe("a");
      expect(await find("whit")).toBe("a");
      await put("c", "", "whites");
      expect(await find("whit")).toBe("c");
      // One word of a question may slip while another does not.
      expect(await find("what eles")).toBe("a");
      const { question } = await index.search({
        question: readQuestion("what eles"),
        mayFind: () => true,
        limit: 30,
      });
      expect(question.map(({ maySlip }) => maySlip)).toEqual([false, true]);
    });

    test("which words slip is judged by what the asker may find", async () => {
      await put("a", "", "breif");
      await put("b", "", "brief");
      expect(await find("breif", { mayFind: (id) => id !== idOf("a") })).toBe("b");
      await index.remove(idOf("a"));
      expect(await find("breif")).toBe("b");
    });

    test("parts of a script without spaces are found", async () => {
      await put("a", "東京都の会議");
      for (const typed of ["東京", "京都", "都", "議", "会議"]) expect(await find(typed)).toBe("a");
      expect(await find("京会")).toBe("");
    });

    test("all words must fit, in title or text; where none has all, any will do", async () => {
      await put("a", "Harvest", "frost in May");
      await put("b", "Frost");
      expect(await find("harvest frost")).toBe("a");
      expect(await find("harvest snow")).toBe("a");
      expect([...(await find("frost snow"))].sort().join("")).toBe("ab");
    });

    test("titles come before texts, rare words before common ones, the word before its likes", async () => {
      await put("a", "Other", "harvest");
      await put("b", "Harvest", "other");
      expect(await find("harvest")).toBe("ba");
      await put("c", "", "common rare");
      for (const letter of ["d", "e", "f"]) await put(letter, "", "common plain");
      expect((await find("common rare snow"))[0]).toBe("c");
      await put("g", "", "candle");
      await put("h", "", "candlestick");
      expect(await find("candle")).toBe("gh");
      await put("i", "", "sparkle");
      await put("j", "", "sprinkles");
      expect(await find("sprankle")).toBe("ij");
    });

    test("documents that fit equally well come in the order of their ids", async () => {
      for (const letter of ["c", "a", "b"]) await put(letter, "Same");
      expect(await find("same")).toBe("abc");
      expect(await find("same", { limit: 2 })).toBe("ab");
    });

    test("a document that is put again is found by its new words alone", async () => {
      await put("a", "Draft", "first words");
      await put("a", "Final", "second words");
      expect(await find("draft")).toBe("");
      expect(await find("first")).toBe("");
      expect(await find("final second words")).toBe("a");
    });

    test("a document that was taken out is not found, and can come back", async () => {
      await put("a", "Draft");
      await put("b", "Draft");
      await index.remove(idOf("a"));
      await index.remove(idOf("z"));
      expect(await find("draft")).toBe("b");
      await put("a", "Draft again");
      expect(await find("again")).toBe("a");
    });

    test("calls that overlap count in their order", async () => {
      await Promise.all([put("a", "one"), put("a", "two"), index.remove(idOf("a")), put("a", "three")]);
      expect(await find("one")).toBe("");
      expect(await find("two")).toBe("");
      expect(await find("three")).toBe("a");
    });

    test("what may not be found takes no place and changes no answer", async () => {
      for (const letter of ["a", "b", "c", "d"]) await put(letter, "Same words", "same words again and again");
      await put("x", "", "one of the same, with other things around it");
      await put("y", "", "words");
      const mayFind = (id: DocumentId) => id >= idOf("x");
      expect(await find("same", { mayFind, limit: 1 })).toBe("x");
      // Others have both words; the asker's documents have one each, so that any word will do.
      expect([...(await find("same words", { mayFind }))].sort().join("")).toBe("xy");
      expect(await find("same", { mayFind: () => false })).toBe("");
    });

    test("after any puts and removals it answers as one that was made afresh", async () => {
      const word = fc.constantFrom(
        "harvest",
        "harvests",
        "frost",
        "Müller",
        "mueller",
        "rain",
        "東京",
        "b",
        "ß",
        "strasse",
      );
      const words = fc.array(word, { maxLength: 6 }).map((list) => list.join(" "));
      const letter = fc.constantFrom("a", "b", "c", "d", "e");
      const step = fc.oneof(
        { weight: 3, arbitrary: fc.record({ letter, title: words, text: words }) },
        { weight: 1, arbitrary: fc.record({ letter, title: fc.constant(null), text: fc.constant("") }) },
      );
      const questions = fc.array(words, { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), questions, async (steps, asked) => {
          const changed = await open();
          const last = new Map<string, { title: string; text: string }>();
          for (const { letter, title, text } of steps) {
            if (title === null) last.delete(letter);
            else last.set(letter, { title, text });
            await (title === null ? changed.remove(idOf(letter)) : changed.put({ id: idOf(letter), title, text }));
          }
          const fresh = await open();
          for (const [letter, { title, text }] of last) await fresh.put({ id: idOf(letter), title, text });
          for (const words of asked) expect(await find(words, { of: changed })).toBe(await find(words, { of: fresh }));
        }),
        { seed: 5, numRuns: 200 },
      );
    });
  });
}
