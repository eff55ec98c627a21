import { Button } from "@mantine/core";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import type { SharedWith } from "../../shared/sharingApi.ts";
import { shareWith } from "../api/sharing.ts";
import { announce } from "../ui/Announcer.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useSharingChange } from "./useSharing.ts";

interface RemovedRowProps {
  documentId: DocumentId;
  person: SharedWith;
  /** A link is open, so that it matters what it still does for them. */
  hasLink: boolean;
  takenBack: () => void;
}

/**
 * Somebody who was just sent away, still in their place: another row there would put another cross under the pointer. They can be taken
 * back from here alone, for guests are found by no name.
 */
export function RemovedRow({ documentId, person, hasLink, takenBack }: RemovedRowProps) {
  const { t } = useTranslation();
  const { id, name, initials, role } = person;
  const change = useSharingChange(documentId, () => {
    takenBack();
    announce(t("sharing.add.added", { name }));
  });
  const say = useEffectEvent(() => announce(t("sharing.removed", { name })));
  useEffect(() => say(), []);

  function undo(): void {
    if (change.isPending) return;
    change.mutate(() => shareWith(documentId, { who: { member: id }, role }));
  }

  return (
    <li className="share-row">
      <div className="share-person">
        <Avatar name={name} initials={initials} faded />
        <span className="share-name">
          <s className="share-quiet">{name}</s>
        </span>
        <Button
          size="xs"
          variant="default"
          autoFocus
          aria-label={t("sharing.takeBack", { name })}
          aria-disabled={change.isPending}
          onClick={undo}
        >
          {t("ui.undo")}
        </Button>
        {/* Where the cross was there is nothing: the second half of a double click shall not take back the first. */}
        <span className="share-gap" />
      </div>
      {change.error ? (
        <p className="share-complaint" role="alert">
          {sharingFailure(t, change.error, "person")}
        </p>
      ) : (
        <p className="share-done">
          {t("sharing.removed", { name })} {hasLink && t("sharing.removedLinks", { name })}
        </p>
      )}
    </li>
  );
}
