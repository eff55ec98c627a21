import { type Doc, XmlElement } from "yjs";
import { maxTitleLength } from "../../shared/document.ts";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { createDocument } from "../api/documents.ts";
import type { Failure } from "../api/failure.ts";
import { type Connection, keptWordsOrigin } from "./connection.ts";
import { connectTo } from "./openDocuments.ts";
import { copyOf } from "./words.ts";

const patienceMs = 30_000;

/** Makes a document of the words that only this page holds. Resolves with its id once the server has confirmed them all. */
export async function keepAsNewDocument(doc: Doc, title: string): Promise<DocumentId> {
  const id = makeId<DocumentId>((count) => crypto.getRandomValues(new Uint8Array(count)));
  await createDocument({ id, title: title.slice(0, maxTitleLength) });
  const connection = connectTo(id, copyOf(doc));
  try {
    await saved(connection);
    if (removeFirstParagraph(connection.doc)) await saved(connection);
  } finally {
    connection.close();
  }
  return id;
}

/** A new document comes with an empty paragraph of the server's, which would stand beside the words. True when it was there. */
function removeFirstParagraph(doc: Doc): boolean {
  const fragment = doc.getXmlFragment(rootName);
  const index = fragment
    .toArray()
    .findIndex((node) => node instanceof XmlElement && node.length === 0 && node._item?.id.client !== doc.clientID);
  if (index === -1 || fragment.length === 1) return false;
  doc.transact(() => fragment.delete(index, 1), keptWordsOrigin);
  return true;
}

function saved(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject({ kind: "unreachable" } satisfies Failure), patienceMs);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      stop();
      end();
    };
    const look = () => {
      const { status, save } = connection.state();
      if (status.is === "live" && save.savedAt !== null && save.unsaved === 0) settle(resolve);
      if (status.is === "refused") {
        const { code, sentence } = status;
        settle(() => reject({ kind: "refused", code, sentence } satisfies Failure));
      }
    };
    const stop = connection.subscribe(look);
    look();
  });
}
