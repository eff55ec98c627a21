import { Popover, UnstyledButton } from "@mantine/core";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Awareness } from "y-protocols/awareness";
import { Avatar, AvatarStack } from "../ui/Avatar.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import { createPresenceStore, type Me, type PersonHere } from "./presenceStore.ts";
import { usePeople } from "./usePeople.ts";
import "./presence.css";

export interface PeopleListProps {
  awareness: Awareness;
  me: Me;
}

/** Who is here now: overlapping initials, and on a press all the names. */
export function PeopleList({ awareness, me }: PeopleListProps) {
  const { t } = useTranslation();
  const { member, name, initials, color } = me;
  const store = useMemo(
    () => createPresenceStore(awareness, { member, name, initials, color }),
    [awareness, member, name, initials, color],
  );
  const people = usePeople(store);
  const [isOpen, setOpen] = useState(false);
  const headingId = useId();
  const narrow = useNarrow();
  const nameOf = (person: PersonHere) => person.name ?? t("presence.nameless");
  const label = t("presence.here", { count: people.length });
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" shadow="none" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className="people-button" aria-label={label} onClick={() => setOpen(!isOpen)}>
          <span aria-hidden>
            <AvatarStack
              people={people.map((person) => ({ ...person, id: person.member, name: nameOf(person) }))}
              label={label}
              // On a phone the title needs the room.
              max={narrow ? 3 : 4}
              size={narrow ? "small" : "medium"}
            />
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className="floating people-list" aria-labelledby={headingId}>
        <h2 id={headingId} tabIndex={-1} data-autofocus>
          {label}
        </h2>
        <ul>
          {people.map((person) => (
            <li key={person.member}>
              <Avatar name={nameOf(person)} initials={person.initials} color={person.color} size="small" />
              <span className="person-name">{nameOf(person)}</span>
              {person.isMe && <span className="person-you">{t("presence.you")}</span>}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
