import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/queries.ts";

interface GoOnAsProps {
  /** As whom the page was opened. */
  before: string | null;
  goOn: () => void;
}

/** Another tab may hear of the new login a moment before this one does. */
const askAgainMs = 1_500;

/** Goes on as who is signed in in this browser by now; nothing to press before it is known that this is another. */
export function GoOnAs({ before, goOn }: GoOnAsProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery({
    ...meQuery,
    staleTime: 0,
    refetchOnWindowFocus: "always",
    refetchInterval: ({ state }) => (isAnother(state.data?.member.id, before) ? false : askAgainMs),
  });
  if (me == null || !isAnother(me.member.id, before)) return null;
  return (
    <Button size="xs" onClick={goOn}>
      {t("document.over.goOn", { name: me.member.name })}
    </Button>
  );
}

function isAnother(now: string | undefined, before: string | null): boolean {
  return now !== undefined && now !== before;
}
