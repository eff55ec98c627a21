import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import { drawnColour } from "../../shared/colour.ts";
import { useMe } from "../api/queries.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Ask } from "./Ask.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useLeaving } from "./useLeaving.ts";

/** Who else can open the document, without a way to change it; and the way out. */
export function WhoHasAccess({ document, left }: { document: DocumentSummary; left: () => void }) {
  const { t } = useTranslation();
  const me = useMe()?.member ?? null;
  return (
    <div className="share">
      <p className="share-note">{t(`sharing.yours.${document.role}`)}</p>
      <ul className="share-list" aria-label={t("sharing.people")}>
        {document.members.map(({ id, name, initials, color, role }) => (
          <li key={id} className="share-person">
            <Avatar name={name} initials={initials} color={drawnColour(color)} />
            <span className="share-name">
              {name} {id === me?.id && <span className="share-quiet">{t("sharing.you")}</span>}
            </span>
            <span className="share-quiet">{t(`sharing.role.${role}`)}</span>
          </li>
        ))}
      </ul>
      {me !== null && document.members.some(({ id }) => id === me.id) && <Leave document={document} left={left} />}
    </div>
  );
}

function Leave({ document: { id }, left }: { document: DocumentSummary; left: () => void }) {
  const { t } = useTranslation();
  const me = useMe()?.member ?? null;
  const [asking, setAsking] = useState(false);
  const leaving = useLeaving(left);
  if (me === null) return null;
  if (!asking) {
    return (
      <Button size="xs" variant="default" className="share-way" onClick={() => setAsking(true)}>
        {t("sharing.leave")}
      </Button>
    );
  }
  return (
    <>
      <Ask
        sentence={t("sharing.leaveAsk")}
        go={t("sharing.leave")}
        busy={leaving.isPending}
        onGo={() => leaving.mutate({ id, me: me.id })}
        onCancel={() => setAsking(false)}
      />
      {leaving.error && (
        <p className="share-complaint" role="alert">
          {sharingFailure(t, leaving.error, "person")}
        </p>
      )}
    </>
  );
}
