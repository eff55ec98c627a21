/** A page for tests: the real app over a server of a few lines, in whatever DOM the test brings. */
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { vi } from "vitest";
import type { Myself, SignInOptions } from "../../shared/accountsApi.ts";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { App } from "./App.tsx";
import { startI18n } from "./i18n.ts";
import { createQueryClient } from "./queryClient.ts";

/** Answers by "METHOD /path"; a missing one is a server that cannot be reached. */
export type TestServer = Record<string, (question: unknown) => Reply | Promise<Reply>>;

interface Reply {
  status?: number;
  answer?: unknown;
}

const member = (name: string) => name.toLowerCase().padEnd(26, "a") as MemberId;

export function testDocument(title: string, more: Partial<DocumentSummary> = {}): DocumentSummary {
  const color = { hue: 20, step: 1 } as const;
  return {
    id: title.toLowerCase().replace(/\W/g, "").padEnd(26, "a") as DocumentId,
    title,
    role: "owner",
    color,
    createdAt: 0,
    createdBy: { id: member("ana"), name: "Ana" },
    shelf: "library",
    purgeAt: null,
    isStarred: false,
    hasLink: false,
    shelfEvents: [],
    lastChange: null,
    firstLine: "",
    members: [{ id: member("ana"), name: "Ana", color, role: "owner" }],
    ...more,
  };
}

export function testMyself(name: string): Myself {
  const absent = { initials: null, email: null, isEmailConfirmed: false, language: null, theme: null };
  return { id: member(name), name, ...absent, isAdmin: false, hasPassword: false };
}

export const signedIn = (): { answer: unknown } => ({ answer: { member: testMyself("Ana") } });
/** What an open server without mail offers. */
export const signInOptions: SignInOptions = {
  signUp: "open",
  isInvited: false,
  isFresh: false,
  sendsMail: false,
  oidc: null,
};

export const nobody = () => ({ answer: { member: null } });
export const refusedForWantOfLogin = () => ({
  status: 401,
  answer: { code: "not-logged-in", sentence: "Sign in first." },
});

/** Answered unless a test says otherwise. */
const usual: TestServer = { "GET /api/sign-in-options": () => ({ answer: signInOptions }) };

let root: Root | null = null;

export function openPage(address: string, answers: TestServer): void {
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const question: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const reply = await (answers[`${init.method} ${path}`] ?? usual[`${init.method} ${path}`])?.(question);
    if (reply === undefined) throw new TypeError("Failed to fetch");
    return new Response(reply.answer === undefined ? "" : JSON.stringify(reply.answer), {
      status: reply.status ?? 200,
    });
  });
  history.replaceState(null, "", address);
  localStorage.setItem("ambo-language", "en");
  startI18n();
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  root = createRoot(place);
  root.render(<App queryClient={createQueryClient()} />);
}

export function closePage(): void {
  root?.unmount();
  root = null;
  vi.unstubAllGlobals();
}

/** Waits until the page shows an element, and gives it. */
export function shown<E extends HTMLElement = HTMLElement>(selector: string, text = ""): Promise<E> {
  return vi.waitFor(
    () => {
      const found = [...document.querySelectorAll<E>(selector)].find((element) => element.textContent.includes(text));
      if (!found) throw new Error(`No ${selector} with "${text}" in: ${document.body.textContent}`);
      return found;
    },
    { timeout: 10_000 },
  );
}

/** Follows an address within the app, as a link would. */
export function go(address: string): void {
  flushSync(() => history.pushState(null, "", address));
}

/** Presses a key where the focus is. */
export function press(key: string): void {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  flushSync(() => (document.activeElement ?? document.body).dispatchEvent(event));
}

/** Replaces the text of a field as typing would. */
export function type(field: HTMLInputElement, text: string): void {
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  setValue?.call(field, text);
  flushSync(() => field.dispatchEvent(new Event("input", { bubbles: true })));
}
