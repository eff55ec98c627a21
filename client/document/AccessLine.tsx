import { IconX } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MemberId } from "../../shared/ids.ts";
import { announce } from "../ui/Announcer.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import type { AccessChange } from "./connectionState.ts";
import { sentenceOfAccess } from "./shelfWords.ts";

interface AccessLineProps {
  change: AccessChange | null;
  me: MemberId | null;
  nameOf: (member: MemberId) => string | null;
}

/** One quiet line when somebody changed what this person may do here. Archive and trash have a banner of their own, which stays. */
export function AccessLine({ change, me, nameOf }: AccessLineProps) {
  const { t } = useTranslation();
  const [closed, setClosed] = useState<AccessChange | null>(null);
  const say = useEffectEvent((told: AccessChange) => announce(sentenceOfAccess(t, told, { me, nameOf })));
  useEffect(() => {
    if (change !== null) say(change);
  }, [change]);

  if (change === null || change === closed || change.now.shelf !== "library") return null;
  return (
    <div className="document-line">
      <p>{sentenceOfAccess(t, change, { me, nameOf })}</p>
      <IconButton label={t("ui.dismiss")} icon={<IconX size={16} stroke={1.75} />} onClick={() => setClosed(change)} />
    </div>
  );
}
