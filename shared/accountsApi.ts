/** Question and answer of what concerns people and their logins: see `api.ts` for documents. */
import { z } from "zod";
import {
  maxPasswordLength,
  minPasswordLength,
  type SignUpPolicy,
  signUpPolicies,
  type Theme,
  themes,
} from "./account.ts";
import { type InvitationId, type MemberId, parseId } from "./ids.ts";
import { maxInitialsLength, maxNameLength, parseInitials, parseName, type ShownPerson } from "./member.ts";

const name = z.string().transform((text, context) => {
  const parsed = parseName(text);
  if (parsed === null) {
    context.addIssue({ code: "custom", message: `A name has 1 to ${maxNameLength} characters.` });
  }
  return parsed ?? z.NEVER;
});
const initials = z.string().transform((text, context) => {
  const parsed = parseInitials(text);
  if (parsed === null) {
    context.addIssue({ code: "custom", message: `Initials have 1 to ${maxInitialsLength} characters.` });
  }
  return parsed ?? z.NEVER;
});
/** Compared in lower case everywhere. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "This e-mail address is too long.")
  .pipe(z.email("This is not an e-mail address."));
const password = z
  .string()
  .min(minPasswordLength, `A password has at least ${minPasswordLength} characters.`)
  .max(maxPasswordLength, `A password has at most ${maxPasswordLength} characters.`);
const token = z.string().min(20).max(200);
const memberId = z.string().transform((text, context) => {
  const id = parseId<MemberId>(text);
  if (id === null) context.addIssue({ code: "custom", message: "This is not a member." });
  return id ?? z.NEVER;
});

/** GET /api/sign-in-options: what the sign-in page offers. Needs no login. */
export interface SignInOptions {
  signUp: SignUpPolicy;
  /** Whether this browser carries a share link or invitation that lets it in under "invited". */
  isInvited: boolean;
  /** Nobody has an account yet: the next one made is the admin. */
  isFresh: boolean;
  /** Links can be sent by e-mail. */
  sendsMail: boolean;
  /** The name on the button of the other sign-in service; null when none is configured or it cannot be reached. */
  oidc: string | null;
}

/** POST /api/guests: signs in under a chosen name; the answer sets the login cookie. */
export const signInAsGuest = z.strictObject({ name });
export type SignInAsGuest = z.input<typeof signInAsGuest>;

/** POST /api/accounts: makes an account. A guest who is signed in becomes that account and keeps everything. Answers with `Me`. */
export const createAccount = z.strictObject({ name, email: emailAddress, password });
export type CreateAccount = z.input<typeof createAccount>;

/** POST /api/sign-in. A guest who is signed in hands documents and authorship over to the account. Answers with `Me`. */
export const signInWithPassword = z.strictObject({ email: emailAddress, password: z.string().min(1).max(1000) });
export type SignInWithPassword = z.input<typeof signInWithPassword>;

/** POST /api/sign-in-link and POST /api/password-reset: sends a link, if there is such an account. Always answers 204. */
export const askForLink = z.strictObject({ email: emailAddress });
export type AskForLink = z.input<typeof askForLink>;

/**
 * POST /api/sign-in-link/look and POST /api/password-reset/look: whose account a link opens, before it is used up. Anybody may have
 * forwarded it.
 */
export const lookAtLink = z.strictObject({ token });
export type LookAtLink = z.input<typeof lookAtLink>;
export interface LinkLook {
  name: string;
  email: string;
  /** How many documents a guest who is signed in here could bring along. */
  guestDocuments: number;
}

/** Whoever has the account would get what a guest has, so a guest has to want it. */
const bringDocuments = z.boolean().default(false);

/** POST /api/sign-in-link/use: answers with `Me`. The page at /sign-in/link/:token asks it. */
export const useSignInLink = z.strictObject({ token, bringDocuments });
export type UseSignInLink = z.input<typeof useSignInLink>;

/** POST /api/password-reset/use: sets the password and ends all other logins; answers with `Me`. The page is /reset/:token. */
export const resetPassword = z.strictObject({ token, password, bringDocuments });
export type ResetPassword = z.input<typeof resetPassword>;

/**
 * POST /api/sign-in/oidc: answers where the browser has to go. It comes back to `returnTo`, a page of ours, signed in; or to
 * /sign-in?failed=<refusal code>.
 */
export const signInElsewhere = z.strictObject({
  returnTo: z
    .string()
    .max(500)
    .regex(/^\/(?![/\\])[^\\\s]*$/)
    .default("/"),
});
export interface GoElsewhere {
  url: string;
}

/** The answer to all ways of signing in. POST /api/sign-out has neither question nor answer. */
export interface Me {
  member: Myself;
}

export interface Myself {
  id: MemberId;
  name: string;
  initials: string | null;
  /** Null for a guest. */
  email: string | null;
  /** They have proved that they read its mail, so that others may find them by it. False for a guest. */
  isEmailConfirmed: boolean;
  isAdmin: boolean;
  language: string | null;
  theme: Theme | null;
  hasPassword: boolean;
}

/** GET /api/me: no member for who is not signed in, which is no failure. */
export type Whoami = Me | { member: null };

/** PATCH /api/me: what is absent stays; null goes back to the default. */
export const changeProfile = z.strictObject({
  name: name.optional(),
  initials: initials.nullable().optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .max(20)
    .nullable()
    .optional(),
  theme: z.enum(themes).nullable().optional(),
});
export type ChangeProfile = z.input<typeof changeProfile>;

/** POST /api/me/password: ends all other logins. `current` is absent for an account that has none yet. */
export const changePassword = z.strictObject({ current: z.string().max(1000).optional(), password });
export type ChangePassword = z.input<typeof changePassword>;

/**
 * POST /api/me/confirmation: sends the letter again with which an address is proved; 204, also when it is proved already. Refused as
 * `not-found` where no mail is sent, as `too-many-requests` when this address got several just now.
 */

/** GET /api/me/logins. DELETE /api/me/logins/:id ends one; POST /api/me/logins/end-others all but the asking one. */
export interface LoginList {
  logins: LoginOfMine[];
}

export interface LoginOfMine {
  id: string;
  /** The name of the browser, such as "Firefox", and of what it runs on; null for what is unknown. */
  device: { browser: string | null; system: string | null };
  /** Epoch milliseconds. */
  createdAt: number;
  /** Epoch milliseconds, to within an hour. */
  usedAt: number;
  isCurrent: boolean;
}

/** GET /api/admin/people, for admins. */
export interface PeopleList {
  people: Person[];
}

export interface Person extends ShownPerson {
  email: string | null;
  /** Epoch milliseconds. */
  createdAt: number;
  isAdmin: boolean;
  /** Since when, epoch milliseconds; null for who is not suspended. */
  suspendedAt: number | null;
  /** How many they own. */
  documents: number;
}

/** PATCH /api/admin/people/:id. Nobody suspends or demotes themselves, so one admin always stays. Answers with `Person`. */
export const changePerson = z.strictObject({ suspended: z.boolean().optional(), isAdmin: z.boolean().optional() });
export type ChangePerson = z.input<typeof changePerson>;

/** POST /api/admin/people/:id/reset-link: a link to a new password, to be handed over where no mail is sent. */
export interface LinkToCopy {
  url: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** GET and PATCH /api/admin/settings. */
export interface Settings {
  signUp: SignUpPolicy;
}
export const changeSettings = z.strictObject({ signUp: z.enum(signUpPolicies) });

/** GET and POST /api/admin/invitations, DELETE /api/admin/invitations/:id: into the server, without a document. */
export const inviteToServer = z.strictObject({ email: emailAddress.nullable() });
export type InviteToServer = z.input<typeof inviteToServer>;

export interface ServerInvitationList {
  /** `at` and `expiresAt` are epoch milliseconds. */
  invitations: { id: InvitationId; email: string | null; at: number; expiresAt: number }[];
}

/** The answer of POST /api/admin/invitations. The address is told this once; `isSent` says whether mail went out. */
export interface ServerInvitationMade extends LinkToCopy {
  id: InvitationId;
  isSent: boolean;
}

export const memberParam = memberId;
