/** What our mails say. Plain text, in the language of who gets it where that is known. */
import type { Letter } from "./mail.ts";
import { nameInLetter } from "./nameInLetter.ts";

type Text = Pick<Letter, "subject" | "text">;

const isGerman = (language: string | undefined) => language?.toLowerCase().startsWith("de") === true;

export function signInLetter({ url, language }: { url: string; language?: string | undefined }): Text {
  return isGerman(language)
    ? {
        subject: "Anmelden bei Ambo",
        text: lines(
          "Mit diesem Link melden Sie sich an. Er gilt einmal und 15 Minuten lang:",
          url,
          "Wenn Sie ihn nicht bestellt haben, lassen Sie ihn liegen.",
        ),
      }
    : {
        subject: "Sign in to Ambo",
        text: lines(
          "This link signs you in. It works once, for 15 minutes:",
          url,
          "If you did not ask for it, leave it be.",
        ),
      };
}

export function confirmLetter({ url, language }: { url: string; language?: string | undefined }): Text {
  return isGerman(language)
    ? {
        subject: "Ihre Adresse bei Ambo bestätigen",
        text: lines(
          "Jemand hat mit dieser Adresse ein Konto angelegt. Waren Sie das, dann öffnen Sie diesen Link innerhalb eines Tages in demselben Browser, damit andere Sie unter der Adresse finden:",
          url,
          "Waren Sie es nicht, dann lassen Sie ihn liegen. Öffnen Sie ihn anderswo, gehört das Konto Ihnen, und das bisherige Passwort gilt nicht mehr.",
        ),
      }
    : {
        subject: "Confirm your address at Ambo",
        text: lines(
          "Somebody made an account with this address. If it was you, open this link within a day, in the same browser, so that others find you by the address:",
          url,
          "If it was not you, leave it be. Opened anywhere else, it makes the account yours, and the password that it had ends.",
        ),
      };
}

export function resetLetter({ url, language }: { url: string; language?: string | undefined }): Text {
  return isGerman(language)
    ? {
        subject: "Neues Passwort für Ambo",
        text: lines(
          "Mit diesem Link setzen Sie ein neues Passwort. Er gilt einmal und eine Stunde lang:",
          url,
          "Wenn Sie ihn nicht bestellt haben, bleibt Ihr Passwort, wie es ist.",
        ),
      }
    : {
        subject: "A new password for Ambo",
        text: lines(
          "With this link you set a new password. It works once, for an hour:",
          url,
          "If you did not ask for it, your password stays as it is.",
        ),
      };
}

/** The language of somebody who was never here is not known, so it is told in both. */
export function invitationLetter({ url, from: name }: { url: string; from: string }): Text {
  const from = nameInLetter(name);
  return {
    subject: `${from}: Ambo`,
    text: lines(
      `${from} invites you to write together on Ambo. This link is for you alone and works for 14 days:`,
      `${from} lädt Sie ein, auf Ambo gemeinsam zu schreiben. Dieser Link ist nur für Sie und gilt 14 Tage:`,
      url,
    ),
  };
}

function lines(...paragraphs: string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
