import { expect, test } from "vitest";
import * as Y from "yjs";
import type { SideTable } from "../storage/sideTable.ts";
import { newDocumentId } from "../storage/testing/entries.ts";
import { firstLineKeeper } from "./firstLine.ts";

/** A keeper over a table that refuses as long as it is told to. */
function keeperOverTable() {
  const puts: string[] = [];
  const place = { isFull: false };
  const failures: unknown[] = [];
  const put = async (_key: string, line: string) => {
    if (place.isFull) throw new Error("ENOSPC");
    puts.push(line);
  };
  const keep = firstLineKeeper({ put } as unknown as SideTable<string>, (_documentId, error) => failures.push(error));
  return { keep, puts, failures, place };
}

function docSaying(text: string): Y.Doc {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  doc.getXmlFragment("default").insert(0, [paragraph]);
  paragraph.insert(0, [new Y.XmlText(text)]);
  return doc;
}

test("a first line that could not be kept is kept the next time the document comes to rest", async () => {
  const { keep, puts, failures, place } = keeperOverTable();
  const [id, doc] = [newDocumentId(), docSaying("Hello")];
  place.isFull = true;
  keep(id, doc);
  await new Promise(setImmediate);
  expect(failures).toHaveLength(1);
  place.isFull = false;
  keep(id, doc);
  keep(id, doc);
  await new Promise(setImmediate);
  expect(puts).toEqual(["Hello"]);
});
