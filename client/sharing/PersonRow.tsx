import { IconDoorExit, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { drawnColour } from "../../shared/colour.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { type Role, roles } from "../../shared/member.ts";
import type { SharedWith } from "../../shared/sharingApi.ts";
import { changeRole, removePerson } from "../api/sharing.ts";
import { announce } from "../ui/Announcer.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Ask } from "./Ask.tsx";
import { RoleSelect } from "./RoleSelect.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useLeaving } from "./useLeaving.ts";
import { useSharingChange } from "./useSharing.ts";

interface PersonRowProps {
  documentId: DocumentId;
  person: SharedWith;
  isMe: boolean;
  isLastOwner: boolean;
  /** Nobody else is on the document. */
  isAlone: boolean;
  /** The row has just come back, and the keyboard with it. */
  takesKeyboard: boolean;
  /** Somebody is about to be sent away from here. */
  removes: () => void;
  left: () => void;
}

/** One person, with a role to choose and a way out. What one cannot take back oneself is asked for first. */
export function PersonRow(props: PersonRowProps) {
  const { documentId, person, isMe, isLastOwner, isAlone, takesKeyboard, removes, left } = props;
  const { t } = useTranslation();
  const [asking, setAsking] = useState<"leave" | Role | null>(null);
  const [isToldToStay, setToldToStay] = useState(false);
  const change = useSharingChange(documentId);
  const leaving = useLeaving(left);
  const { id, name, initials, email, invitedAs, role, color, via } = person;
  const about = [
    email,
    invitedAs === null || invitedAs === email ? null : t("sharing.invitedAs", { email: invitedAs }),
    via === null ? null : t("sharing.byLink"),
  ].filter((part) => part !== null);
  const failed = change.error ?? leaving.error;

  function give(next: Role): void {
    if (change.isPending) return;
    change.mutate(() => changeRole(documentId, id, next), {
      onSuccess() {
        setAsking(null);
        announce(t("sharing.roleNow", { name, role: t(`sharing.role.${next}`) }));
      },
    });
  }

  function remove(): void {
    if (change.isPending) return;
    // Before the answer, which this row may not live to see: the page hears by other ways as well that they are gone.
    removes();
    change.mutate(() => removePerson(documentId, id));
  }

  return (
    <li className="share-row">
      <div className="share-person">
        <Avatar name={name} initials={initials} color={drawnColour(color)} />
        <span className="share-name">
          <span>
            {name} {isMe && <span className="share-quiet">{t("sharing.you")}</span>}
          </span>
          {about.length > 0 && <span className="share-quiet share-email">{about.join(" · ")}</span>}
        </span>
        {isLastOwner ? (
          <>
            <span className="share-quiet share-fixed">{t(`sharing.role.${role}`)}</span>
            {isMe && !isAlone && (
              <IconButton
                label={t("sharing.leave")}
                icon={<IconDoorExit size={18} stroke={1.75} />}
                onClick={() => setToldToStay(true)}
              />
            )}
          </>
        ) : (
          <>
            <RoleSelect
              label={t("sharing.roleOf", { name })}
              value={role}
              offered={roles}
              autoFocus={takesKeyboard}
              busy={change.isPending}
              onChange={(next) => (isMe ? setAsking(next) : give(next))}
            />
            <IconButton
              label={isMe ? t("sharing.leave") : t("sharing.remove", { name })}
              icon={isMe ? <IconDoorExit size={18} stroke={1.75} /> : <IconX size={18} stroke={1.75} />}
              aria-disabled={change.isPending}
              onClick={() => (isMe ? setAsking("leave") : remove())}
            />
          </>
        )}
      </div>
      {failed && (
        <p className="share-complaint" role="alert">
          {sharingFailure(t, failed, "person")}
        </p>
      )}
      {isLastOwner && isToldToStay && (
        <p className="share-note" role="alert">
          {t("sharing.lastOwner")}
        </p>
      )}
      {asking !== null && (
        <Ask
          sentence={
            asking === "leave" ? t("sharing.leaveAsk") : t("sharing.lowerAsk", { role: t(`sharing.role.${asking}`) })
          }
          go={t(asking === "leave" ? "sharing.leave" : "sharing.lower")}
          busy={change.isPending || leaving.isPending}
          onGo={() => (asking === "leave" ? leaving.mutate({ id: documentId, me: id }) : give(asking))}
          onCancel={() => setAsking(null)}
        />
      )}
    </li>
  );
}
