import { createTransport } from "nodemailer";
import type { MailConfig } from "../config.ts";

export interface Letter {
  to: string;
  subject: string;
  /** Plain text: nothing in it can be more than it seems. */
  text: string;
}

/** Sends a letter; resolves once the mail server has taken it. */
export type SendMail = (letter: Letter) => Promise<void>;

const timeoutMs = 20_000;

/** Sends through a mail server. It is not reached before the first letter, so that one which is down keeps nobody from starting. */
export function createMail({ smtpUrl, from }: MailConfig): SendMail {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A letter is text that we wrote: it never reads a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ to, subject, text }) => {
    await transport.sendMail({ from, to: { name: "", address: to }, subject: subject.replace(/\s+/gu, " "), text });
  };
}
