import type { Doc } from "yjs";
import { maxTitleLength } from "../../shared/document.ts";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import { createDocument } from "../api/documents.ts";
import type { Failure } from "../api/failure.ts";
import type { Connection } from "./connection.ts";
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
  } finally {
    connection.close();
  }
  return id;
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
      if (status.is === "live" && save.savedAt !== null) settle(resolve);
      if (status.is === "refused") {
        const { code, sentence } = status;
        settle(() => reject({ kind: "refused", code, sentence } satisfies Failure));
      }
    };
    const stop = connection.subscribe(look);
    look();
  });
}
