import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MemberId } from "../../shared/ids.ts";
import { announce } from "../ui/Announcer.tsx";
import { type Colour, memberColour } from "../ui/memberColour.ts";
import type { Following } from "./follow.ts";
import { useFollowed } from "./usePeople.ts";
import "./presence.css";

export interface FollowBannerProps {
  following: Following | null;
  /** Of a member who is here. */
  personOf: (member: MemberId) => { name: string; color: Colour | undefined };
}

/** Says whom the page follows, and how it ends. */
export function FollowBanner({ following, personOf }: FollowBannerProps) {
  const { t } = useTranslation();
  const followed = useFollowed(following);
  const wasFollowing = useRef(false);
  useEffect(() => {
    if (followed === null && wasFollowing.current) announce(t("presence.followEnded"));
    wasFollowing.current = followed !== null;
  }, [followed, t]);
  if (followed === null) return null;
  const { name, color } = personOf(followed.member);
  return (
    <div className="follow-banner" role="status" {...memberColour(color)}>
      <span className="follow-dot" aria-hidden />
      <span>{t("presence.following", { name })}</span>
      <button type="button" onClick={() => following?.stop()}>
        {t("presence.stop")}
      </button>
    </div>
  );
}
