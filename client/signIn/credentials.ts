import type { TFunction } from "i18next";
import { maxPasswordLength, minPasswordLength } from "../../shared/account.ts";
import { maxNameLength, parseName } from "../../shared/member.ts";

/** What is wrong with what was typed, in a sentence; null when it can be sent. */
export function complaintAboutName(t: TFunction, name: string): string | null {
  if (parseName(name) !== null) return null;
  return name.trim() === "" ? t("signIn.empty") : t("signIn.tooLong", { count: maxNameLength });
}

export function complaintAboutEmail(t: TFunction, email: string): string | null {
  if (email.trim() === "") return t("signIn.emailEmpty");
  return looksLikeEmail(email) ? null : t("signIn.emailWrong");
}

export function complaintAboutNewPassword(t: TFunction, password: string): string | null {
  if (password.length < minPasswordLength) return t("signIn.passwordShort", { count: minPasswordLength });
  return password.length > maxPasswordLength ? t("signIn.passwordLong", { count: maxPasswordLength }) : null;
}

/** Enough to find a slip of the fingers; the server looks closely. */
export function looksLikeEmail(email: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email.trim());
}
