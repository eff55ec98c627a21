import { lazy, Suspense } from "react";
import { type DocumentId, parseId } from "../../shared/ids.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import { DocumentSkeleton } from "./DocumentSkeleton.tsx";
import { NotFoundPage } from "./NotFoundPage.tsx";

// The editor is by far the largest part of the page, and the library does without it.
const DocumentPage = lazy(() => import("../document/DocumentPage.tsx"));

/** One document. Another id is another page: nothing of the first one may linger. */
export function DocumentRoute({ id }: { id: string }) {
  const documentId = parseId<DocumentId>(id);
  if (documentId === null) return <NotFoundPage />;
  return (
    <Suspense fallback={<DocumentSkeleton />}>
      <DocumentPage key={documentId} id={documentId} menu={<AccountMenu look="icon" />} />
    </Suspense>
  );
}
