import type { Me, SignInAsGuest, Whoami } from "../../shared/api.ts";
import { isRefused } from "./failure.ts";
import { request } from "./request.ts";

export function signInAsGuest(question: SignInAsGuest): Promise<Me> {
  return request<Me>("POST", "/guests", question);
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

export async function signOut(): Promise<void> {
  await request<unknown>("POST", "/sign-out");
}
