import { IconCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { drawnColour, type MemberColour } from "../../shared/colour.ts";
import { coloursToOffer, mayTake, nearestOf } from "../../shared/colourChoice.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { documentChanged, documentQuery } from "../api/documentQuery.ts";
import { changeColour } from "../api/documents.ts";
import { failureSentence, isRefused } from "../api/failure.ts";
import { announce } from "../ui/Announcer.tsx";
import { initials } from "../ui/initials.ts";
import { memberColour } from "../ui/memberColour.ts";
import { colourName } from "./colourNames.ts";

export interface ColourPickerProps {
  documentId: DocumentId;
  me: MemberId;
  own: MemberColour;
}

/** The colours of a document: those that are free to take, and whose the others are. */
export function ColourPicker({ documentId, me, own }: ColourPickerProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data } = useQuery(documentQuery(documentId));
  const change = useMutation({
    mutationFn: (colour: MemberColour) => changeColour(documentId, colour),
    onSuccess: (_, colour) => announce(t("presence.colourNow", { colour: colourName(t, colour) })),
    // Whether taken or refused for being taken: somebody's colour has changed.
    onSettled: () => documentChanged(client),
  });
  const others = data?.members.filter(({ id }) => id !== me) ?? [];
  const taken = others.map(({ color }) => color);
  return (
    <div className="colour-picker">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere. */}
      <div className="colour-choices" role="group" aria-label={t("presence.chooseColour")}>
        {coloursToOffer(own, taken).map((colour) => {
          const name = colourName(t, colour);
          const isOwn = colour.hue === own.hue && colour.step === own.step;
          const owner = isOwn || mayTake(colour, own, taken) ? undefined : others[nearestOf(colour, taken)];
          const isSame = owner?.color.hue === colour.hue && owner.color.step === colour.step;
          const label = isOwn
            ? t("presence.colourYours", { colour: name })
            : owner === undefined
              ? name
              : t(isSame ? "presence.colourTaken" : "presence.colourClose", { colour: name, name: owner.name });
          const { style, ...worn } = memberColour(drawnColour(colour));
          return (
            <button
              key={`${colour.hue}/${colour.step}`}
              type="button"
              className="colour-choice"
              aria-label={label}
              title={label}
              aria-pressed={isOwn}
              aria-disabled={owner !== undefined || undefined}
              onClick={() => owner === undefined && !isOwn && !change.isPending && change.mutate(colour)}
              style={style}
              {...worn}
            >
              <span aria-hidden>
                {isOwn && <IconCheck size={16} stroke={2.5} />}
                {owner !== undefined && initials(owner.name)}
              </span>
            </button>
          );
        })}
      </div>
      {change.error && (
        <p className="colour-problem" role="alert">
          {isRefused(change.error, "taken") ? t("presence.colourGone") : failureSentence(t, change.error)}
        </p>
      )}
    </div>
  );
}
