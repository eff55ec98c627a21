/** What a new document holds when it is made: an empty paragraph, or somebody's words as one entry. */
import * as Y from "yjs";
import type { MemberId, RandomBytes } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { neededSchema } from "../../shared/schema/neededSchema.ts";
import type { DocumentNode } from "../../shared/schema/readFragment.ts";
import { writeFragment } from "../../shared/schema/writeFragment.ts";
import type { EntryKind, Fact } from "../storage/updateLog.ts";
import { lineOf } from "./firstLine.ts";

export interface FirstWords {
  kind: EntryKind;
  by: MemberId | null;
  update: Uint8Array;
  /** Whose client ids the update is written under, and the schema number that it needs. */
  facts: readonly Fact[];
  /** For the list of documents, until somebody writes. */
  firstLine: string;
}

/**
 * One empty paragraph. Were it left to the pages, each of two people who begin to type at once would make one of their own.
 */
export function emptyParagraph(randomBytes: RandomBytes): FirstWords {
  const doc = newDoc(randomBytes);
  try {
    doc.getXmlFragment(rootName).insert(0, [new Y.XmlElement("paragraph")]);
    return { kind: "system", by: null, update: Y.encodeStateAsUpdate(doc), facts: [], firstLine: "" };
  } finally {
    doc.destroy();
  }
}

/** Blocks that the server writes for somebody who asked for them, under a client id that belongs to the asker. */
export function writtenFor(by: MemberId, blocks: readonly DocumentNode[], randomBytes: RandomBytes): FirstWords {
  const doc = newDoc(randomBytes);
  try {
    doc.transact(() => writeFragment(doc.getXmlFragment(rootName), blocks));
    return importOf(doc, by, [{ fact: "owner", clientId: doc.clientID, member: by }]);
  } finally {
    doc.destroy();
  }
}

/** All that a document holds now, as one entry. @param owners whose the client ids in it are. */
export function importOf(doc: Y.Doc, by: MemberId, owners: readonly Fact[]): FirstWords {
  const schema = neededSchema(doc.getXmlFragment(rootName));
  return {
    kind: "import",
    by,
    update: Y.encodeStateAsUpdate(doc),
    facts: schema > 1 ? [{ fact: "schema", schema }, ...owners] : owners,
    firstLine: lineOf(doc),
  };
}

function newDoc(randomBytes: RandomBytes): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = Buffer.from(randomBytes(4)).readUInt32BE(0);
  return doc;
}
