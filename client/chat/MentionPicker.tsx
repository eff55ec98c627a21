import { useTranslation } from "react-i18next";
import type { MemberId } from "../../shared/ids.ts";
import { Avatar } from "../ui/Avatar.tsx";
import type { Colour } from "../ui/memberColour.ts";
import type { PersonToMention } from "./useChat.ts";

export interface MentionPickerProps {
  id: string;
  people: readonly PersonToMention[];
  /** Which of them Enter would pick. */
  current: number;
  colourOf: (member: MemberId) => Colour | undefined;
  pick: (person: PersonToMention) => void;
}

export const optionId = (id: string, index: number): string => `${id}-${index}`;

/** The people who are here and whose names begin with what is typed behind an @. */
export function MentionPicker({ id, people, current, colourOf, pick }: MentionPickerProps) {
  const { t } = useTranslation();
  return (
    <div className="mention-picker" id={id} role="listbox" aria-label={t("chat.mention.people")}>
      {people.map((person, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are pressed in the field, which says by aria-activedescendant which one is meant.
        <div
          key={person.member}
          id={optionId(id, index)}
          className="mention-choice"
          role="option"
          aria-selected={index === current}
          tabIndex={-1}
          // The field keeps the keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(person)}
        >
          <Avatar name={person.name} initials={person.initials} color={colourOf(person.member)} size="small" />
          <bdi>{person.name}</bdi>
        </div>
      ))}
    </div>
  );
}
