import { afterEach, expect, test } from "vitest";
import * as Y from "yjs";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import type { CatalogData } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import type { Head } from "../storage/updateLog.ts";
import { createEmbeddedIndex } from "./embeddedIndex.ts";
import { type IndexKeeper, openIndexKeeper, type SearchText } from "./indexKeeper.ts";
import { readQuestion } from "./question.ts";
import { idOf } from "./testing/ids.ts";

const [a, b] = [idOf("a"), idOf("b")];
const opened: IndexKeeper[] = [];
afterEach(() => Promise.all(opened.splice(0).map((keeper) => keeper.close())));

/** Documents in memory, and one run after the other of a keeper on them. */
function openTestLibrary() {
  const logs = new Map<DocumentId, { seq: number; words: string }>();
  const rows = new Map<string, SearchText>();
  const data: Pick<CatalogData, "documents"> = { documents: {} };
  const reads: DocumentId[] = [];
  const warnings: object[] = [];
  const unreadable = new Set<DocumentId>();
  const due: (() => void)[] = [];
  let whileReading: () => void = () => {};
  let time = 1_000;

  const texts: SideTable<SearchText> = {
    get: async (key) => rows.get(key) ?? null,
    put: async (key, row) => void rows.set(key, row),
    delete: async (key) => void rows.delete(key),
    list: async () => [],
  };
  const headOf = (id: DocumentId): Head => {
    const seq = logs.get(id)?.seq ?? 0;
    return { epoch: null, seq, schema: 1, lastAt: null, lastBy: null };
  };

  function begin() {
    const index = createEmbeddedIndex({ rest: () => Promise.resolve() });
    due.length = 0;
    const keeper = openIndexKeeper({
      catalog: { data },
      log: { heads: async (ids) => new Map(ids.map((id) => [id, headOf(id)])) },
      read: async (id, look) => {
        reads.push(id);
        const { seq, words } = logs.get(id) ?? { seq: 0, words: "" };
        const doc = new Y.Doc();
        const paragraph = new Y.XmlElement("paragraph");
        doc.getXmlFragment(rootName).insert(0, [paragraph]);
        paragraph.insert(0, [new Y.XmlText(words)]);
        await Promise.resolve();
        whileReading();
        if (unreadable.has(id)) throw new Error("This document cannot be read.");
        return { value: look(doc), seq };
      },
      texts,
      index,
      slices: { rest: () => Promise.resolve() },
      now: () => time,
      after: (_ms, run) => {
        due.push(run);
        return { cancel: () => due.splice(due.indexOf(run), 1) };
      },
      logger: { warn: (fields) => warnings.push(fields) },
    });
    opened.push(keeper);
    return {
      keeper,
      async finds(words: string): Promise<string> {
        const { ids } = await index.search({ question: readQuestion(words), mayFind: () => true, limit: 30 });
        return ids.map((id) => id[0]).join("");
      },
    };
  }

  return {
    begin,
    rows,
    reads,
    warnings,
    unreadable,
    writes(id: DocumentId, words: string) {
      logs.set(id, { seq: (logs.get(id)?.seq ?? 0) + 1, words });
    },
    catalogs(id: DocumentId, title: string) {
      const document = { title, createdAt: time, createdBy: "m" as MemberId, members: {} };
      data.documents = { ...data.documents, [id]: document };
    },
    purges(id: DocumentId) {
      const { [id]: _gone, ...rest } = data.documents;
      data.documents = rest;
    },
    whileReading(run: () => void) {
      whileReading = run;
    },
    /** Runs what waits for the clock. */
    tick(ms: number) {
      time += ms;
      for (const run of due.splice(0)) run();
    },
  };
}

test("what is new, changed and renamed is found, and what is gone is not", async () => {
  const library = openTestLibrary();
  const { keeper, finds } = library.begin();
  library.catalogs(a, "Minutes");
  library.writes(a, "the harvest");
  await keeper.settled();
  expect(await finds("minutes harvest")).toBe("a");

  library.writes(a, "the frost");
  keeper.changed(a);
  await keeper.settled();
  expect([await finds("harvest"), await finds("frost")]).toEqual(["", "a"]);
  expect(library.rows.get(a)).toEqual({ seq: 2, text: "the frost" });

  library.catalogs(a, "Notes");
  await keeper.settled();
  expect([await finds("minutes"), await finds("notes frost")]).toEqual(["", "a"]);

  library.purges(a);
  await keeper.settled();
  expect(await finds("notes frost")).toBe("");
  expect(library.rows.size).toBe(0);
});

test("the catalog is looked at by itself", async () => {
  const library = openTestLibrary();
  const { finds } = library.begin();
  library.tick(0);
  library.catalogs(a, "Minutes");
  library.tick(1_000);
  await expect.poll(() => finds("minutes")).toBe("a");
});

test("a restart reads the kept texts, and from the log only what has gone on since", async () => {
  const library = openTestLibrary();
  for (const [id, title] of [
    [a, "One"],
    [b, "Two"],
  ] as const) {
    library.catalogs(id, title);
    library.writes(id, "harvest");
  }
  const first = library.begin();
  await first.keeper.settled();
  await first.keeper.close();
  expect(library.reads.toSorted()).toEqual([a, b]);

  library.writes(b, "frost");
  library.reads.length = 0;
  const second = library.begin();
  expect(second.keeper.isComplete).toBe(false);
  await second.keeper.settled();
  expect(second.keeper.isComplete).toBe(true);
  expect(library.reads).toEqual([b]);
  expect([await second.finds("harvest"), await second.finds("frost")]).toEqual(["a", "b"]);
});

test("a log that went back is read anew", async () => {
  const library = openTestLibrary();
  library.catalogs(a, "One");
  library.writes(a, "harvest");
  library.rows.set(a, { seq: 7, text: "words that no log has" });
  const { keeper, finds } = library.begin();
  await keeper.settled();
  expect([await finds("words"), await finds("harvest")]).toEqual(["", "a"]);
});

test("a document whose log has not begun is looked at again until it has", async () => {
  const library = openTestLibrary();
  const { keeper, finds } = library.begin();
  library.tick(0);
  library.catalogs(a, "Copy");
  await keeper.settled();
  expect(await finds("copy")).toBe("a");
  library.writes(a, "harvest");
  library.tick(1_000);
  await keeper.settled();
  expect(await finds("harvest")).toBe("a");
});

test("a document that is purged while it is read does not come back", async () => {
  const library = openTestLibrary();
  const { keeper, finds } = library.begin();
  library.catalogs(a, "Minutes");
  library.writes(a, "harvest");
  library.whileReading(() => {
    library.purges(a);
    void keeper.forget(a);
  });
  await keeper.settled();
  expect(await finds("minutes harvest")).toBe("");
  expect(library.rows.size).toBe(0);
});

test("forgetting takes the text off the disk before it answers", async () => {
  const library = openTestLibrary();
  const { keeper, finds } = library.begin();
  library.catalogs(a, "Minutes");
  library.writes(a, "harvest");
  await keeper.settled();
  library.purges(a);
  await keeper.forget(a);
  expect(library.rows.size).toBe(0);
  expect(await finds("harvest")).toBe("");
});

test("a document that cannot be read is found by its title, and costs the others nothing", async () => {
  const library = openTestLibrary();
  library.unreadable.add(a);
  for (const id of [a, b]) {
    library.catalogs(id, "Minutes");
    library.writes(id, "harvest");
  }
  const { keeper, finds } = library.begin();
  await keeper.settled();
  expect([await finds("minutes"), await finds("harvest")]).toEqual(["ab", "b"]);
  expect(library.warnings).toMatchObject([{ documentId: a }]);
  expect(keeper.isComplete).toBe(true);
});

test("an edit is not kept waiting by a long start, nor the start by edits without end", async () => {
  const library = openTestLibrary();
  for (const number of Array.from({ length: 100 }, (_, number) => number)) {
    library.catalogs(idOf(`c${String.fromCharCode(97 + (number % 26), 97 + Math.floor(number / 26))}`), "Other");
  }
  library.catalogs(a, "Minutes");
  library.writes(a, "harvest");
  const { keeper } = library.begin();
  library.whileReading(() => {
    if (!keeper.isComplete) keeper.changed(a);
  });
  keeper.changed(a);
  await keeper.settled();
  expect(library.reads[0]).toBe(a);
  expect(keeper.isComplete).toBe(true);
  expect(new Set(library.reads).size).toBe(101);
});
