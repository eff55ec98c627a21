import type { TFunction } from "i18next";
import { failureOf, failureSentence } from "../api/failure.ts";

/** Which way in was tried: the same refusal means another thing on each. */
export type WayIn = "guest" | "password" | "account" | "link";

/** Why a way in stayed shut, and what can be done, in the words of that way. */
export function signInFailure(t: TFunction, thrown: unknown, way: WayIn): string {
  const failure = failureOf(thrown);
  if (failure.kind !== "refused") return failureSentence(t, thrown);
  switch (failure.code) {
    case "wrong-credentials":
      return way === "password" ? t("signIn.wrong.password") : t("signIn.wrong.link");
    case "taken":
      return t("signIn.wrong.taken");
    case "malformed":
      // Names and passwords were looked at here by the same rules.
      return way === "password" || way === "account" ? t("signIn.emailWrong") : failureSentence(t, thrown);
    case "suspended":
      return t("signIn.wrong.suspended");
    case "sign-up-closed":
      return t("signIn.wrong.closed");
    case "too-many-requests":
      return way === "password" ? t("signIn.wrong.tooManyGuesses") : t("signIn.wrong.tooMany");
    default:
      return failureSentence(t, thrown);
  }
}

/** What a browser is told that came back from the other service without a login; null for a code that says nothing to people. */
export function failedElsewhere(t: TFunction, code: string | null): string | null {
  switch (code) {
    case null:
      return null;
    case "forbidden":
      return t("signIn.elsewhere.forbidden");
    case "sign-up-closed":
      return t("signIn.wrong.closed");
    case "suspended":
      return t("signIn.wrong.suspended");
    case "taken":
      return t("signIn.elsewhere.taken");
    case "too-many-requests":
      return t("signIn.wrong.tooMany");
    case "overloaded":
    case "not-found":
      return t("signIn.elsewhere.unreachable");
    default:
      return t("signIn.elsewhere.failed");
  }
}
