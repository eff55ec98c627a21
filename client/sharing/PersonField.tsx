import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { folded } from "../../shared/folded.ts";
import type { MemberId } from "../../shared/ids.ts";
import type { PeopleFound } from "../../shared/sharingApi.ts";
import { findPeople } from "../api/sharing.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { useNarrow } from "../ui/useNarrow.ts";

export type FoundPerson = PeopleFound["people"][number];

interface PersonFieldProps {
  text: string;
  complaint: string | null;
  /** Whether somebody is on the document already, and need not be offered. */
  isKnown: (id: MemberId) => boolean;
  onText: (text: string) => void;
  onPick: (person: FoundPerson) => void;
}

const pauseMs = 150;

/** A name or an address, with people one writes with offered under it: a combobox with a list, as screen readers know it. */
export function PersonField({ text, complaint, isKnown, onText, onPick }: PersonFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const narrow = useNarrow();
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = useFoundPeople(isOpen ? text : "").filter((person) => !isKnown(person.id));
  const isShown = isOpen && found.length > 0;
  const activePerson = isShown ? found[Math.min(active, found.length - 1)] : undefined;

  // It may come after the dialog has chosen where the keyboard goes. Not on a phone, whose own would cover half of what there is to see.
  useEffect(() => {
    if (!narrow) field.current?.focus();
  }, [narrow]);

  function pick(person: FoundPerson): void {
    setIsOpen(false);
    onPick(person);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || !isShown) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActive((Math.min(active, found.length - 1) + step + found.length) % found.length);
    } else if (event.key === "Enter" && activePerson !== undefined) {
      event.preventDefault();
      pick(activePerson);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setIsOpen(false);
    }
  }

  return (
    <div className="share-who">
      <label htmlFor={id} className="visually-hidden">
        {t("sharing.add.who")}
      </label>
      <input
        id={id}
        className="share-input"
        value={text}
        placeholder={t("sharing.add.who")}
        ref={field}
        data-autofocus={!narrow || undefined}
        // The dialog leaves Escape to an open list.
        data-mantine-stop-propagation={isShown || undefined}
        role="combobox"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={activePerson && `${id}-${activePerson.id}`}
        aria-invalid={complaint !== null || undefined}
        aria-describedby={complaint === null ? undefined : `${id}-complaint`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        inputMode="email"
        onChange={(event) => {
          setIsOpen(true);
          setActive(0);
          onText(event.target.value);
        }}
        onBlur={() => setIsOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div
        id={`${id}-list`}
        className="floating share-found"
        role="listbox"
        aria-label={t("sharing.add.found")}
        hidden={!isShown}
      >
        {found.map((person) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of a listbox are read at its field, where the focus stays.
          <div
            key={person.id}
            id={`${id}-${person.id}`}
            className="share-option"
            role="option"
            tabIndex={-1}
            aria-selected={person === activePerson}
            // The field keeps the focus, or the list would close before it is pressed.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(person)}
          >
            <Avatar name={person.name} initials={person.initials} size="small" />
            <span className="share-name">
              {person.name}
              {person.email !== null && <span className="share-quiet share-email">{person.email}</span>}
            </span>
          </div>
        ))}
      </div>
      {complaint !== null && (
        <p id={`${id}-complaint`} className="share-complaint" role="alert">
          {complaint}
        </p>
      )}
    </div>
  );
}

function useFoundPeople(text: string): FoundPerson[] {
  const wanted = text.trim();
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data } = useQuery({
    queryKey: ["people", asked],
    queryFn: () => findPeople(asked),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  // What was found for the letters before stays only where it fits the letters now: Enter takes what is offered.
  return wanted === "" ? [] : (data?.people ?? []).filter(({ name }) => folded(name).includes(folded(wanted)));
}
