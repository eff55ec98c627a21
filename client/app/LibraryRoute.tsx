import { useState } from "react";
import type { DocumentId } from "../../shared/ids.ts";
import { LibraryPage } from "../library/LibraryPage.tsx";
import { ShareDialog } from "../sharing/ShareDialog.tsx";
import { AccountMenu } from "./AccountMenu.tsx";

/** The library with what other features bring to it: sharing a document from its row. */
export function LibraryRoute({ cameFrom }: { cameFrom: DocumentId | null }) {
  const [shared, setShared] = useState<DocumentId | null>(null);
  const [isSharing, setIsSharing] = useState(false);
  return (
    <>
      <LibraryPage
        menu={<AccountMenu look="name" />}
        cameFrom={cameFrom}
        onShare={(id) => {
          setShared(id);
          setIsSharing(true);
        }}
      />
      {/* Mounted when closed as well: the dialog gives the focus back only if it saw itself open and close. */}
      {shared !== null && (
        <ShareDialog key={shared} documentId={shared} opened={isSharing} onClose={() => setIsSharing(false)} />
      )}
    </>
  );
}
