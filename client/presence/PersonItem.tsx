import { Button } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { drawnColour } from "../../shared/colour.ts";
import { Avatar } from "../ui/Avatar.tsx";
import type { PersonHere } from "./presenceStore.ts";

export interface PersonItemProps {
  person: PersonHere;
  isFollowed: boolean;
  /** Goes to where the person is in the text. */
  goTo: (client: number) => void;
  /** Begins to follow, or ends it where they are followed. */
  follow: (client: number) => void;
}

/** Somebody else who is here: in words what they do, and the ways to them. */
export function PersonItem({ person, isFollowed, goTo, follow }: PersonItemProps) {
  const { t } = useTranslation();
  const { color, caretOf, viewOf, isIdle } = person;
  const name = person.name ?? t("presence.nameless");
  const where = t(caretOf === null ? "presence.goToNowhere" : "presence.goTo", { name });
  return (
    <li className="here-person" data-idle={isIdle || undefined}>
      <button
        type="button"
        className="here-way"
        aria-disabled={caretOf === null || undefined}
        title={where}
        onClick={() => caretOf !== null && goTo(caretOf)}
      >
        <Avatar name={name} initials={person.initials} color={drawnColour(color)} size="small" faded={isIdle} />
        <span className="here-words">
          <span className="here-name">{name}</span>
          <span className="here-facts">{factsOf(person, t).join(" · ")}</span>
        </span>
        <span className="visually-hidden">{where}</span>
      </button>
      {viewOf !== null && (
        <Button
          size="compact-xs"
          variant={isFollowed ? "filled" : "default"}
          className="here-follow"
          aria-pressed={isFollowed}
          aria-label={t("presence.followPerson", { name })}
          onClick={() => follow(viewOf)}
        >
          {t("presence.follow")}
        </Button>
      )}
    </li>
  );
}

/** What is told of somebody beside the name, in words because neither place nor paleness says it to everybody. */
function factsOf({ isHidden, isIdle, devices, followsMe }: PersonHere, t: TFunction): string[] {
  const facts: string[] = devices.map((device) =>
    device === "phone" ? t("presence.device.phone") : t("presence.device.computer"),
  );
  if (isIdle) facts.push(t("presence.idle"));
  if (isHidden) facts.push(t("presence.hidden"));
  if (followsMe) facts.push(t("presence.followsYou"));
  return facts;
}
