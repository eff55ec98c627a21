import type { TFunction } from "i18next";
import { failureSentence, isRefused } from "../api/failure.ts";

/** Why a change of sharing did not happen. A few refusals mean something of their own here. */
export function sharingFailure(t: TFunction, thrown: unknown, about: "adding" | "person" | "link"): string {
  if (about === "adding" && isRefused(thrown, "malformed")) return t("sharing.add.notAnAddress");
  if (about !== "link" && isRefused(thrown, "not-found")) return t("sharing.failure.noPerson");
  if (isRefused(thrown, "too-large"))
    return t(about === "link" ? "sharing.failure.tooManyLinks" : "sharing.failure.tooMany");
  if (isRefused(thrown, "forbidden")) return t("sharing.failure.forbidden");
  return failureSentence(t, thrown);
}
