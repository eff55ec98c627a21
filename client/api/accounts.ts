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

export function fetchSignInOptions(): Promise<SignInOptions> {
  return request<SignInOptions>("GET", "/sign-in-options");
}

export function signInAsGuest(question: SignInAsGuest): Promise<Me> {
  return request<Me>("POST", "/guests", question);
}

export function createAccount(question: CreateAccount): Promise<Me> {
  return request<Me>("POST", "/accounts", question);
}

export function signInWithPassword(question: SignInWithPassword): Promise<Me> {
  return request<Me>("POST", "/sign-in", question);
}

export async function askForSignInLink(question: AskForLink): Promise<void> {
  await request<unknown>("POST", "/sign-in-link", question);
}

/** Whose account a link opens, without using it up. */
export function lookAtSignInLink(question: LookAtLink): Promise<LinkLook> {
  return request<LinkLook>("POST", "/sign-in-link/look", question);
}

export function lookAtResetLink(question: LookAtLink): Promise<LinkLook> {
  return request<LinkLook>("POST", "/password-reset/look", question);
}

export function enterBySignInLink(question: UseSignInLink): Promise<Me> {
  return request<Me>("POST", "/sign-in-link/use", question);
}

export async function askForPasswordReset(question: AskForLink): Promise<void> {
  await request<unknown>("POST", "/password-reset", question);
}

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

export function changeProfile(question: ChangeProfile): Promise<Me> {
  return request<Me>("PATCH", "/me", question);
}

export async function changePassword(question: ChangePassword): Promise<void> {
  await request<unknown>("POST", "/me/password", question);
}

export function fetchLogins(): Promise<LoginList> {
  return request<LoginList>("GET", "/me/logins");
}

export async function endLogin(id: string): Promise<void> {
  await request<unknown>("DELETE", `/me/logins/${encodeURIComponent(id)}`);
}

export async function endOtherLogins(): Promise<void> {
  await request<unknown>("POST", "/me/logins/end-others");
}

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
