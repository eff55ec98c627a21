/** Links that are sent to an account's own address, or made for an admin to hand over. */
import type { IncomingHttpHeaders } from "node:http";
import type { LinkToCopy } from "../../shared/accountsApi.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Catalog } from "../storage/catalog.ts";
import { isGuest, type UserRow, userById, userOfEmail } from "./accountRows.ts";
import { confirmLetter, resetLetter, signInLetter } from "./letters.ts";
import type { LinkTokenRow, LinkTokens } from "./linkTokens.ts";
import type { Letter, SendMail } from "./mail.ts";

export interface MailedLinkNeeds {
  catalog: Catalog;
  tokens: LinkTokens;
  sendMail: SendMail | null;
  publicUrl: string | null;
  /** Whether one more letter may go to this address. */
  mayMail: (email: string) => boolean;
  logger: { warn(fields: object, message: string): void };
  now: () => number;
}

export interface MailedLinks {
  readonly canSend: boolean;
  /** Sends a link if there is such an account. Nothing of the answer, nor its time, tells whether there is. */
  sendSignIn(email: string, headers: IncomingHttpHeaders): void;
  sendReset(email: string, headers: IncomingHttpHeaders): void;
  /** After signing up: proves the address. Does nothing where no mail is sent. */
  sendConfirmation(userId: string, headers: IncomingHttpHeaders): void;
  /** The same for who asks for it, and is told when there will be none: refused as `not-found` or `too-many-requests`. */
  sendConfirmationAgain(user: UserRow, headers: IncomingHttpHeaders): void;
  /** A link to a new password, to copy. `origin` is where the asking page came from. */
  resetLink(user: UserRow, origin: string): Promise<LinkToCopy>;
  /** What a link is for, without using it up. Refuses as `wrong-credentials`. */
  look(token: string, purpose: LinkTokenRow["purpose"]): Promise<LinkTokenRow>;
  /** Uses a link up, or refuses as `wrong-credentials`. */
  use(token: string, purpose: LinkTokenRow["purpose"]): Promise<LinkTokenRow>;
  dropOf(userId: string): Promise<void>;
  /** Waits for letters that are being written, not for the mail server. */
  close(): Promise<void>;
}

const minuteMs = 60_000;
const lastsMs = { signIn: 15 * minuteMs, reset: 60 * minuteMs, confirmation: 24 * 60 * minuteMs };

export function createMailedLinks(needs: MailedLinkNeeds): MailedLinks {
  const { catalog, tokens, sendMail, publicUrl, now } = needs;
  const beingWritten = new Set<Promise<unknown>>();
  const canSend = sendMail !== null && publicUrl !== null;

  type Kind = keyof typeof lastsMs;
  const purposeOf = (kind: Kind): LinkTokenRow["purpose"] => (kind === "reset" ? "reset" : "sign-in");

  async function makeLink(kind: Kind, user: UserRow, origin: string, provesEmail: string | null): Promise<LinkToCopy> {
    const expiresAt = now() + lastsMs[kind];
    const purpose = purposeOf(kind);
    const token = await tokens.make({ purpose, userId: user.id, provesEmail, expiresAt });
    return { url: `${origin}${purpose === "reset" ? "/reset/" : "/sign-in/link/"}${token}`, expiresAt };
  }

  /** Whether a letter will go out. */
  function send(kind: Kind, user: UserRow | null, headers: IncomingHttpHeaders): boolean {
    if (sendMail === null || publicUrl === null || user === null || isGuest(user)) return false;
    const memberId = catalog.data.memberOfAccount[user.id];
    const member = memberId === undefined ? undefined : catalog.data.members[memberId];
    if (member === undefined || member.suspended !== undefined || !needs.mayMail(user.email)) return false;
    const language = member.language ?? headers["accept-language"];
    const letters = { signIn: signInLetter, reset: resetLetter, confirmation: confirmLetter };
    const write = async (): Promise<Letter> => {
      const { url } = await makeLink(kind, user, publicUrl, user.email);
      return { to: user.email, ...letters[kind]({ url, language }) };
    };
    const written = write();
    beingWritten.add(written);
    written
      .finally(() => beingWritten.delete(written))
      .then(sendMail)
      .catch((error: unknown) => needs.logger.warn({ err: error }, "A letter could not be sent."));
    return true;
  }

  function mustSend(): void {
    if (!canSend) throw refuse("not-found", "This server sends no mail. Ask who looks after it for a link.");
  }

  return {
    canSend,
    sendSignIn(email, headers) {
      mustSend();
      send("signIn", userOfEmail(catalog.data, email), headers);
    },
    sendReset(email, headers) {
      mustSend();
      send("reset", userOfEmail(catalog.data, email), headers);
    },
    sendConfirmation: (userId, headers) => void send("confirmation", userById(catalog.data, userId), headers),
    sendConfirmationAgain(user, headers) {
      mustSend();
      if (send("confirmation", user, headers)) return;
      throw refuse("too-many-requests", "Several letters went to this address just now. Try again in a while.");
    },
    resetLink: (user, origin) => makeLink("reset", user, origin, null),
    look: async (token, purpose) => (await tokens.look(token, purpose)) ?? throwTooOld(),
    use: async (token, purpose) => (await tokens.use(token, purpose)) ?? throwTooOld(),
    dropOf: (userId) => tokens.dropOf(userId),
    close: async () => {
      await Promise.allSettled(beingWritten);
    },
  };
}

function throwTooOld(): never {
  throw refuse("wrong-credentials", "This link was used already, or it is too old. Ask for a new one.");
}
