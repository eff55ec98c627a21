import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import type { SharedWith, Sharing } from "../../shared/sharingApi.ts";
import { useMe } from "../api/queries.ts";
import { shareWith } from "../api/sharing.ts";
import { openLinksOf } from "./openLinks.ts";
import { PersonRow } from "./PersonRow.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useSharingChange } from "./useSharing.ts";

interface PeopleProps {
  documentId: DocumentId;
  sharing: Sharing;
  left: () => void;
}

/** Everybody on the document. Whoever was sent away can be taken back at once, for guests are found by no name. */
export function People({ documentId, sharing, left }: PeopleProps) {
  const { t } = useTranslation();
  const me = useMe()?.member.id ?? null;
  const [removed, setRemoved] = useState<SharedWith | null>(null);
  const undo = useSharingChange(documentId);
  const owners = sharing.members.filter(({ role }) => role === "owner");
  const hasLink = openLinksOf(sharing, Date.now()).length > 0;
  const isGone = removed !== null && !sharing.members.some(({ id }) => id === removed.id);

  return (
    <section className="share-part" aria-labelledby="share-people">
      <h3 id="share-people">{t("sharing.people")}</h3>
      <ul className="share-list">
        {sharing.members.map((person) => (
          <PersonRow
            key={person.id}
            documentId={documentId}
            person={person}
            isMe={person.id === me}
            isLastOwner={person.role === "owner" && owners.length === 1}
            removed={() => setRemoved(person)}
            left={left}
          />
        ))}
      </ul>
      {owners.length === 1 && owners[0]?.id === me && sharing.members.length > 1 && (
        <p className="share-note">{t("sharing.lastOwner")}</p>
      )}
      <div role="status">
        {isGone && (
          <p className="share-done">
            {undo.error ? sharingFailure(t, undo.error, "person") : t("sharing.removed", { name: removed.name })}{" "}
            {!undo.error && hasLink && t("sharing.removedLinks", { name: removed.name })}{" "}
            <Button
              size="compact-xs"
              variant="subtle"
              loading={undo.isPending}
              onClick={() =>
                undo.mutate(() => shareWith(documentId, { who: { member: removed.id }, role: removed.role }))
              }
            >
              {t("ui.undo")}
            </Button>
          </p>
        )}
      </div>
    </section>
  );
}
