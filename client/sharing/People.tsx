import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { SharedWith, Sharing } from "../../shared/sharingApi.ts";
import { useMe } from "../api/queries.ts";
import { openLinksOf } from "./openLinks.ts";
import { Part } from "./Part.tsx";
import { PersonRow } from "./PersonRow.tsx";
import { RemovedRow } from "./RemovedRow.tsx";

interface PeopleProps {
  documentId: DocumentId;
  sharing: Sharing;
  left: () => void;
}

/** Everybody on the document, and who was just sent away from here. */
export function People({ documentId, sharing: { members, ...sharing }, left }: PeopleProps) {
  const { t } = useTranslation();
  const me = useMe()?.member.id ?? null;
  const [removed, setRemoved] = useState<readonly SharedWith[]>([]);
  const [takenBack, setTakenBack] = useState<MemberId | null>(null);
  const order = useOrderOfComing(members);
  const owners = members.filter(({ role }) => role === "owner");
  const hasLink = openLinksOf({ members, ...sharing }, Date.now()).length > 0;

  function row(id: MemberId) {
    const person = members.find((member) => member.id === id);
    if (person !== undefined) {
      return (
        <PersonRow
          key={id}
          documentId={documentId}
          person={person}
          isMe={id === me}
          isLastOwner={person.role === "owner" && owners.length === 1}
          isAlone={members.length === 1}
          takesKeyboard={id === takenBack}
          removes={() => {
            setTakenBack(null);
            setRemoved([...removed.filter((other) => other.id !== id), person]);
          }}
          left={left}
        />
      );
    }
    const gone = removed.find((other) => other.id === id);
    return (
      gone && (
        <RemovedRow
          key={id}
          documentId={documentId}
          person={gone}
          hasLink={hasLink}
          takenBack={() => setTakenBack(id)}
        />
      )
    );
  }

  return (
    <Part id="share-people" title={t("sharing.people")}>
      <ul className="share-list">{order.map(row)}</ul>
    </Part>
  );
}

/** Everybody whom this list has shown, new ones at the end: a row does not move while it is open, nor does the one under it. */
function useOrderOfComing(members: readonly SharedWith[]): readonly MemberId[] {
  const [order, setOrder] = useState<readonly MemberId[]>([]);
  const news = members.map(({ id }) => id).filter((id) => !order.includes(id));
  if (news.length === 0) return order;
  const longer = [...order, ...news];
  setOrder(longer);
  return longer;
}
