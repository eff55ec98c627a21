import type { DocumentId } from "../../shared/ids.ts";
import type { Catalog } from "./catalog.ts";
import type { UpdateLog } from "./updateLog.ts";

export interface ReconcileNeeds {
  logger: { warn(details: object, sentence: string): void };
  now: () => number;
}

/**
 * Brings log and catalog together at the start. A log without a catalog entry becomes a recovered document: words are never thrown away because a title is lost. An entry of a document
 * that was purged goes, whether a crash had kept it or an older catalog brought it back.
 *
 * @returns the documents that were recovered.
 */
export async function reconcile(log: UpdateLog, catalog: Catalog, needs: ReconcileNeeds): Promise<DocumentId[]> {
  await finishPurges(log, catalog, needs);
  const logged = new Set(await log.documentIds());
  const wordless = (Object.keys(catalog.data.documents) as DocumentId[]).filter(
    (documentId) => !logged.has(documentId),
  );
  if (wordless.length > 0) {
    needs.logger.warn(
      { count: wordless.length, documents: wordless.slice(0, 20) },
      "The log has nothing of some documents in the catalog. If they held words, restore the data folder from a backup before anybody opens them.",
    );
  }
  const lost = [...logged].filter((documentId) => !Object.hasOwn(catalog.data.documents, documentId));
  if (lost.length === 0) return [];
  const createdAt = needs.now();
  await catalog.change((data) => {
    for (const documentId of lost) {
      data.documents[documentId] = {
        title: "Recovered document",
        createdAt,
        createdBy: null,
        recovered: true,
        members: {},
      };
    }
  });
  needs.logger.warn(
    { count: lost.length, documents: lost.slice(0, 20) },
    "Documents without a catalog entry were recovered.",
  );
  return lost;
}

async function finishPurges(log: UpdateLog, catalog: Catalog, needs: ReconcileNeeds): Promise<void> {
  const left = (await log.purgedIds()).filter((documentId) => Object.hasOwn(catalog.data.documents, documentId));
  if (left.length === 0) return;
  await catalog.change((data) => {
    for (const documentId of left) delete data.documents[documentId];
  });
  needs.logger.warn({ count: left.length }, "Documents that were deleted for good were taken out of the catalog.");
}
