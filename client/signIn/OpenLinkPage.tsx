import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Redirect } from "wouter";
import type { LinkOpened } from "../../shared/sharingApi.ts";
import { enterByOpenedLink, openLink } from "../api/accounts.ts";
import { Progress } from "../ui/Progress.tsx";
import { LinkFailed } from "./LinkFailed.tsx";

/** Where a visitor goes on who has opened a link: the token is in a cookie by then, and no longer in the address. */
export const openedLinkAddress = "/s";

/** /s/:token, at once: whether somebody is signed in is asked after the token has left the address bar. */
export function OpenLinkPage({ token }: { token: string }) {
  // As a query it is asked once, also where React draws the page twice: some links open only once.
  const opened = useQuery({ queryKey: ["link", token], queryFn: () => openLink(token), ...asksOnce });
  return <Onwards opened={opened} />;
}

/** /s, behind the sign-in: through the link that this browser has opened. */
export function EnterPage({ me }: { me: string }) {
  const opened = useQuery({ queryKey: ["link", "opened", me], queryFn: enterByOpenedLink, ...asksOnce, gcTime: 0 });
  return <Onwards opened={opened} />;
}

const asksOnce = { staleTime: Number.POSITIVE_INFINITY } as const;

interface OnwardsProps {
  opened: { data: LinkOpened | undefined; error: unknown; refetch: () => unknown };
}

function Onwards({ opened: { data, error, refetch } }: OnwardsProps) {
  const { t } = useTranslation();
  if (data !== undefined) return <Redirect to={addressAfter(data)} replace />;
  if (error !== null) return <LinkFailed failure={error} again={() => void refetch()} />;
  return <Progress label={t("signIn.enter.opening")} />;
}

function addressAfter({ needsLogin, documentId }: LinkOpened): string {
  if (documentId !== null) return `/d/${documentId}`;
  return needsLogin ? openedLinkAddress : "/";
}
