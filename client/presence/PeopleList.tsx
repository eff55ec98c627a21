import { Popover, UnstyledButton } from "@mantine/core";
import { type RefObject, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Awareness } from "y-protocols/awareness";
import { drawnColour } from "../../shared/colour.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { AvatarStack } from "../ui/Avatar.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import type { Following, Places } from "./follow.ts";
import { OwnItem } from "./OwnItem.tsx";
import { PersonItem } from "./PersonItem.tsx";
import { createPresenceStore, type Me, type PersonHere } from "./presenceStore.ts";
import { useFollowed, usePeople } from "./usePeople.ts";
import "./presence.css";

export interface PeopleListProps {
  documentId: DocumentId;
  awareness: Awareness;
  me: Me;
  following: Following | null;
  /** The text, while it is there. */
  places: RefObject<Places | null>;
}

/** Who is here now: overlapping initials, and on a press all the names, with the ways to them. From below on a phone. */
export function PeopleList({ documentId, awareness, me, following, places }: PeopleListProps) {
  const { t } = useTranslation();
  const { member, name, initials, color } = me;
  const store = useMemo(
    () => createPresenceStore(awareness, { member, name, initials, color }),
    [awareness, member, name, initials, color],
  );
  const people = usePeople(store);
  const followed = useFollowed(following);
  const [isOpen, setOpen] = useState(false);
  const narrow = useNarrow();
  const headingId = useId();
  const label = t("presence.here", { count: people.length });

  const goTo = (client: number) => {
    following?.stop();
    setOpen(false);
    // Later, because a closing list gives the focus back, and with it the page may move.
    setTimeout(() => places.current?.showCaretOf(client), 0);
  };
  const follow = (person: PersonHere, client: number) => {
    if (followed?.member === person.member) following?.stop();
    else {
      following?.start({ member: person.member, client });
      setOpen(false);
    }
  };
  const list = (
    <ul className="here-people">
      {people.map((person) =>
        person.isMe ? (
          <OwnItem key={person.member} documentId={documentId} awareness={awareness} me={person} />
        ) : (
          <PersonItem
            key={person.member}
            person={person}
            isFollowed={followed?.member === person.member}
            goTo={goTo}
            follow={(client) => follow(person, client)}
          />
        ),
      )}
    </ul>
  );
  const button = (
    <UnstyledButton
      className="people-button"
      aria-label={label}
      aria-expanded={narrow ? isOpen : undefined}
      onClick={() => setOpen(!isOpen)}
    >
      <span aria-hidden>
        <AvatarStack
          people={people.map((person) => ({
            id: person.member,
            name: person.name ?? t("presence.nameless"),
            initials: person.initials,
            color: drawnColour(person.color),
            faded: person.isIdle,
          }))}
          label={label}
          // On a phone the title needs the room.
          max={narrow ? 3 : 4}
          size={narrow ? "small" : "medium"}
        />
      </span>
    </UnstyledButton>
  );
  if (narrow) {
    return (
      <>
        {button}
        <Sheet opened={isOpen} onClose={() => setOpen(false)} title={label} closeLabel={t("presence.close")}>
          {list}
        </Sheet>
      </>
    );
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={330} shadow="none" trapFocus returnFocus>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown className="floating here-list" aria-labelledby={headingId}>
        <h2 id={headingId} tabIndex={-1} data-autofocus>
          {label}
        </h2>
        {list}
      </Popover.Dropdown>
    </Popover>
  );
}
