import type { TFunction } from "i18next";
import type { RefusalCode } from "../../shared/refusal.ts";
import type { ConnectionState } from "./connectionState.ts";

const codesWithSentence = [
  "malformed",
  "not-logged-in",
  "somebody-else",
  "forbidden",
  "archived",
  "suspended",
  "not-found",
  "access-removed",
  "link-ended",
  "in-trash",
  "deleted",
  "outdated-client",
  "epoch-changed",
  "too-large",
  "unknown-content",
] as const satisfies readonly RefusalCode[];

/** Why this page no longer sends, in the reader's language. Empty while it does. */
export function sentenceOfEnd(t: TFunction, { status }: Pick<ConnectionState, "status">): string {
  switch (status.is) {
    case "refused": {
      const code = codesWithSentence.find((known) => known === status.code);
      return code === undefined
        ? t("document.over.other", { sentence: status.sentence || status.code })
        : t(`document.over.${code}`);
    }
    case "readOnly":
      return t(status.reason === "broken" ? "document.over.broken" : "document.over.stoppedUnknown");
    default:
      return "";
  }
}

/** What that means for the words that were not saved; null when there are none to speak of. */
export function sentenceOfWords(t: TFunction, { status, save }: ConnectionState): string | null {
  const { unsaved } = save;
  if (status.is === "refused" && status.code === "epoch-changed") {
    return unsaved > 0 ? t("document.over.onlyHere", { count: unsaved }) : t("document.over.onlyHereMaybe");
  }
  return unsaved > 0 ? t("document.over.kept", { count: unsaved }) : null;
}
