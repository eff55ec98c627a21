import type { IncomingHttpHeaders } from "node:http";
import type { MemberId, RandomBytes } from "../../shared/ids.ts";
import type { OidcConfig } from "../config.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import type { AdministrationNeeds } from "./administration.ts";
import { defaultGuessLimits, Guessing, type GuessLimits } from "./guessing.ts";
import { createKnownBrowsers } from "./knownBrowsers.ts";
import { type NumberedDecision, openLaterDecisions } from "./laterDecisions.ts";
import { type LinkTokenRow, openLinkTokens } from "./linkTokens.ts";
import { watchLoginExpiry } from "./loginExpiry.ts";
import { openLoginLibrary } from "./loginLibrary.ts";
import { type Row, sideRows } from "./loginRows.ts";
import {
  dropDeadLogins,
  dropExpired,
  type EndedLogin,
  type Login,
  type Logins,
  LoginWatch,
  loginRowsOf,
  openLogins,
} from "./logins.ts";
import type { SendMail } from "./mail.ts";
import { createMailedLinks, type MailedLinks } from "./mailedLinks.ts";
import { type Oidc, openOidc } from "./oidc.ts";
import { createPasswords } from "./passwords.ts";
import type { ProfileNeeds } from "./profile.ts";
import { type ServerInvitationNeeds, startServerInvitations } from "./serverInvitations.ts";
import { type ChangeAccess, createSigningIn, type SigningIn } from "./signingIn.ts";
import type { BroughtAlong } from "./signUp.ts";

export type { Login } from "./logins.ts";

export interface AccountsLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface AccountsNeeds {
  catalog: Catalog;
  tables: {
    /** Login sessions, by the hash of their token. */
    logins: SideTable<Row>;
    /** When each login was last used. */
    loginUses: SideTable<number>;
    /** Short-lived tokens of the login library. */
    tokens: SideTable<Row>;
    /** Links that were mailed or handed over, by the hash of their token. */
    links: SideTable<LinkTokenRow>;
    decisions: SideTable<NumberedDecision>;
    /** What signs the cookies: made at the first start. */
    secrets: SideTable<string>;
  };
  publicUrl: string | null;
  /** Null where mail is not configured. */
  sendMail: SendMail | null;
  oidc: OidcConfig | null;
  changeAccess: ChangeAccess;
  broughtAlong: (headers: IncomingHttpHeaders) => BroughtAlong;
  /** Whether one more letter may go to this address. */
  mayMail: (email: string) => boolean;
  /** A login has ended for good: its sockets must go. */
  onLoginEnded: (ended: EndedLogin) => void;
  /** A guest goes on as somebody else: the sockets of this member must go. */
  onLeaving: (memberId: MemberId) => void;
  /** `from` is another name of `to` from now on. */
  onMerged: (from: MemberId, to: MemberId) => Promise<void>;
  onLookChanged: (memberId: MemberId) => void;
  guessLimits?: Partial<GuessLimits>;
  now: () => number;
  randomBytes: RandomBytes;
  after: (ms: number, run: () => void) => { cancel: () => void };
  logger: AccountsLogger;
}

export interface Accounts {
  /** Null without a valid login. Cheap: a valid cookie is remembered for some seconds, or until its login ends. */
  loginOf(headers: IncomingHttpHeaders): Promise<Login | null>;
  logins: Logins;
  signingIn: SigningIn;
  mailedLinks: MailedLinks;
  /** What the actions of `profile.ts`, `administration.ts` and `serverInvitations.ts` ask for. */
  needs: ProfileNeeds & AdministrationNeeds & ServerInvitationNeeds;
  oidc: Oidc | null;
  close(): Promise<void>;
}

export async function openAccounts(given: AccountsNeeds): Promise<Accounts> {
  const { catalog, tables, publicUrl, now, randomBytes, logger } = given;
  await dropDeadLogins({ table: tables.logins, uses: tables.loginUses, catalog }, now());
  await dropExpired(tables.tokens, now());

  const decisions = await openLaterDecisions({ catalog, table: tables.decisions, logger });
  // Without a public URL the address of the server is known to whoever reads its log.
  await startServerInvitations({ catalog, now, randomBytes, logger }, publicUrl ?? "");
  const secret = await cookieSecret(given);
  const watch = new LoginWatch(given.onLoginEnded);
  const rows = loginRowsOf(tables.logins, watch);
  const tokens = sideRows({ table: tables.tokens, key: { field: "id", secret: false } });
  const library = await openLoginLibrary({ catalog, logins: rows, tokens, secret, publicUrl, logger });
  const logins = openLogins({ catalog, library, rows, uses: tables.loginUses, now, watch });
  const expiry = watchLoginExpiry({ rows, uses: tables.loginUses, now, after: given.after, logger });
  const passwords = createPasswords();
  const guessing = new Guessing({
    limits: { ...defaultGuessLimits, ...given.guessLimits },
    now,
    wait: (ms) => new Promise((resolve) => given.after(ms, resolve)),
  });
  const knownBrowsers = createKnownBrowsers({ secret, publicUrl, randomBytes });
  const links = openLinkTokens({ table: tables.links, now, randomBytes });
  const { mayMail, sendMail } = given;
  const mailedLinks = createMailedLinks({ catalog, tokens: links, sendMail, publicUrl, mayMail, logger, now });
  const oidc =
    given.oidc === null || publicUrl === null
      ? null
      : openOidc({ config: given.oidc, publicUrl, secret, logger, after: given.after, now, randomBytes });
  const shared = { catalog, logins, passwords, guessing, mailedLinks, decisions, now, randomBytes };
  const { broughtAlong, changeAccess, onLeaving, onMerged, onLookChanged } = given;
  return {
    loginOf: logins.loginOf,
    logins,
    signingIn: createSigningIn({ ...shared, knownBrowsers, oidc, broughtAlong, changeAccess, onLeaving, onMerged }),
    mailedLinks,
    needs: { ...shared, changeAccess, onLookChanged, sendMail, logger },
    oidc,
    async close() {
      oidc?.close();
      await expiry.close();
      await mailedLinks.close();
    },
  };
}

async function cookieSecret({ tables: { secrets }, randomBytes }: AccountsNeeds): Promise<string> {
  const known = await secrets.get("cookies");
  if (known !== null) return known;
  const made = Buffer.from(randomBytes(32)).toString("base64url");
  await secrets.put("cookies", made, { durable: true });
  return made;
}
