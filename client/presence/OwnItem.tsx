import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Awareness } from "y-protocols/awareness";
import { colourOfHex, drawnColour } from "../../shared/colour.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { memberColour } from "../ui/memberColour.ts";
import { ColourPicker } from "./ColourPicker.tsx";
import { colourName } from "./colourNames.ts";
import { setQuiet } from "./ownPresence.ts";
import type { PersonHere } from "./presenceStore.ts";

/** Oneself among those who are here, with what one decides about it: the colour, and whether the caret is shown. */
export function OwnItem({
  documentId,
  awareness,
  me,
}: {
  documentId: DocumentId;
  awareness: Awareness;
  me: PersonHere;
}) {
  const { t } = useTranslation();
  const [isChoosing, setChoosing] = useState(false);
  const noteId = useId();
  const name = me.name ?? t("presence.nameless");
  const own = colourOfHex(me.color);
  return (
    <li className="here-person here-own">
      <div className="here-line">
        <Avatar name={name} initials={me.initials} color={drawnColour(me.color)} size="small" />
        <span className="here-words">
          <span className="here-name">{name}</span>
          <span className="here-facts">
            {[t("presence.you"), ...(me.isHidden ? [t("presence.hidden")] : [])].join(" · ")}
          </span>
        </span>
        {own !== null && (
          <button
            type="button"
            className="bare-button own-colour"
            aria-expanded={isChoosing}
            aria-label={t("presence.yourColour", { colour: colourName(t, own) })}
            title={t("presence.chooseColour")}
            onClick={() => setChoosing(!isChoosing)}
          >
            <span {...memberColour(drawnColour(own))} />
          </button>
        )}
      </div>
      {isChoosing && own !== null && <ColourPicker documentId={documentId} me={me.member} own={own} />}
      <label className="quiet-mode">
        <input
          type="checkbox"
          aria-describedby={noteId}
          checked={me.isHidden}
          onChange={(event) => setQuiet(awareness, event.currentTarget.checked)}
        />
        {t("presence.quiet")}
      </label>
      <p className="quiet-note" id={noteId}>
        {t("presence.quietNote")}
      </p>
    </li>
  );
}
