import type {
  AskForLink,
  ChangePassword,
  ChangeProfile,
  CreateAccount,
  GoElsewhere,
  LinkLook,
  LoginList,
  LookAtLink,
  Me,
  ResetPassword,
  SignInAsGuest,
  SignInOptions,
  SignInWithPassword,
  UseSignInLink,
  Whoami,
} from "../../shared/accountsApi.ts";
import type { LinkOpened } from "../../shared/sharingApi.ts";
import { isRefused } from "./failure.ts";
import { request } from "./request.ts";

/** What the sign-in page offers here. Needs no login. */
export function fetchSignInOptions(): Promise<SignInOptions> {
  return request<SignInOptions>("GET", "/sign-in-options");
}

/** Signs in under a chosen name. Refused as `sign-up-closed` where nobody new may come. */
export function signInAsGuest(question: SignInAsGuest): Promise<Me> {
  return request<Me>("POST", "/guests", question);
}

/** Makes an account and signs in; a guest becomes it. Refused as `taken` when the address has one. */
export function createAccount(question: CreateAccount): Promise<Me> {
  return request<Me>("POST", "/accounts", question);
}

/** Signs in to an account. Refused as `wrong-credentials`, whichever of the two is wrong. */
export function signInWithPassword(question: SignInWithPassword): Promise<Me> {
  return request<Me>("POST", "/sign-in", question);
}

/** Has a link to sign in sent, if there is such an account; nobody learns here whether there is. */
export async function askForSignInLink(question: AskForLink): Promise<void> {
  await request<unknown>("POST", "/sign-in-link", question);
}

/** Whose account a link opens, without using it up. */
export function lookAtSignInLink(question: LookAtLink): Promise<LinkLook> {
  return request<LinkLook>("POST", "/sign-in-link/look", question);
}

/** Whose account a link to a new password opens, without using it up. */
export function lookAtResetLink(question: LookAtLink): Promise<LinkLook> {
  return request<LinkLook>("POST", "/password-reset/look", question);
}

/** Signs in by a link, which works once. Refused as `wrong-credentials` when it is used or too old. */
export function enterBySignInLink(question: UseSignInLink): Promise<Me> {
  return request<Me>("POST", "/sign-in-link/use", question);
}

/** Has a link to a new password sent, if there is such an account; nobody learns here whether there is. */
export async function askForPasswordReset(question: AskForLink): Promise<void> {
  await request<unknown>("POST", "/password-reset", question);
}

/** Sets another password by a link, ends all other logins, and signs in. */
export function resetPassword(question: ResetPassword): Promise<Me> {
  return request<Me>("POST", "/password-reset/use", question);
}

/** Where to send the browser, so that the other service can say who this is; it comes back to `returnTo`. */
export function beginOtherService(returnTo: string): Promise<GoElsewhere> {
  return request<GoElsewhere>("POST", "/sign-in/oidc", { returnTo });
}

/** Who is signed in here; null for a visitor without a login, which is an answer and not a failure. */
export async function fetchMe(): Promise<Me | null> {
  try {
    const { member } = await request<Whoami>("GET", "/me");
    return member && { member };
  } catch (thrown) {
    if (isRefused(thrown, "not-logged-in")) return null;
    throw thrown;
  }
}

/** Has the e-mail sent again with which I prove that an address is mine. */
export async function askForConfirmation(): Promise<void> {
  await request<unknown>("POST", "/me/confirmation");
}

/** Changes how others see me and how the page looks to me; what is absent stays. */
export function changeProfile(question: ChangeProfile): Promise<Me> {
  return request<Me>("PATCH", "/me", question);
}

/** Sets another password and ends all other logins. Refused as `wrong-credentials` for a wrong current one. */
export async function changePassword(question: ChangePassword): Promise<void> {
  await request<unknown>("POST", "/me/password", question);
}

/** Where I am signed in. */
export function fetchLogins(): Promise<LoginList> {
  return request<LoginList>("GET", "/me/logins");
}

/** Signs me out in one other place. */
export async function endLogin(id: string): Promise<void> {
  await request<unknown>("DELETE", `/me/logins/${encodeURIComponent(id)}`);
}

/** Signs me out everywhere but here. */
export async function endOtherLogins(): Promise<void> {
  await request<unknown>("POST", "/me/logins/end-others");
}

/** Signs me out here. */
export async function signOut(): Promise<void> {
  await request<unknown>("POST", "/sign-out");
}

/** Trades the token of an address that somebody was given for a cookie, with or without a login. */
export function openLink(token: string): Promise<LinkOpened> {
  return request<LinkOpened>("POST", "/links/open", { token });
}

/** Goes where the opened link leads, once somebody is signed in. */
export function enterByOpenedLink(): Promise<LinkOpened> {
  return request<LinkOpened>("POST", "/links/enter");
}
