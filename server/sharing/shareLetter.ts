import type { Letter } from "../accounts/mail.ts";
import { nameInLetter } from "../accounts/nameInLetter.ts";

/**
 * Tells somebody of an invitation to a document. Not how it is called: an address may be mistyped. Their language is not known, so it is
 * told in both.
 */
export function shareLetter({ url, from: name }: { url: string; from: string }): Pick<Letter, "subject" | "text"> {
  const from = nameInLetter(name);
  const paragraphs = [
    `${from} invites you to a document on Ambo. This link is for you alone and works once:`,
    `${from} lädt Sie zu einem Dokument auf Ambo ein. Dieser Link ist nur für Sie und gilt einmal:`,
    url,
  ];
  return { subject: `${from}: Ambo`, text: `${paragraphs.join("\n\n")}\n` };
}
