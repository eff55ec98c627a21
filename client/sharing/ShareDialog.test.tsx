// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me } from "../../shared/accountsApi.ts";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId, InvitationId, LinkId, MemberId } from "../../shared/ids.ts";
import type { Role } from "../../shared/member.ts";
import type { Sharing } from "../../shared/sharingApi.ts";
import { meQuery } from "../api/queries.ts";
import { startI18n } from "../app/i18n.ts";
import { createQueryClient } from "../app/queryClient.ts";
import { theme } from "../ui/theme.ts";
import { ShareDialog } from "./ShareDialog.tsx";

const documentId = "d".repeat(26) as DocumentId;
const idOf = (name: string) => name.toLowerCase().padEnd(26, "a") as MemberId;
const color = { hue: 20, step: 1 } as const;
const ana = person("Ana", "owner");
const me: Me = {
  member: {
    id: ana.id,
    name: "Ana",
    initials: null,
    email: null,
    isEmailConfirmed: false,
    isAdmin: false,
    language: null,
    theme: null,
    hasPassword: false,
  },
};
const ben = person("Ben", "editor");

function person(name: string, role: Role): Sharing["members"][number] {
  return { id: idOf(name), name, email: null, invitedAs: null, role, color, since: 0, via: null };
}

let sharing: Sharing;
let summary: DocumentSummary;
let asked: { what: string; body: unknown }[];
interface Reply {
  status?: number;
  answer?: unknown;
}
let answers: Record<string, (body: unknown) => Reply | Promise<Reply>>;
let root: Root;
const closed = vi.fn();
const left = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  sharing = { members: [ana, ben], invitations: [], links: [], linksClosed: false };
  summary = {
    id: documentId,
    title: "Plan",
    role: "owner",
    color,
    createdAt: 0,
    createdBy: null,
    shelf: "library",
    purgeAt: null,
    isStarred: false,
    hasLink: false,
    shelfEvents: [],
    lastChange: null,
    firstLine: "",
    members: [ana, ben],
  };
  asked = [];
  answers = {
    [`GET /api/documents/${documentId}`]: () => ({ answer: summary }),
    [`GET /api/documents/${documentId}/sharing`]: () => ({ answer: sharing }),
  };
});
afterEach(() => {
  root.unmount();
  vi.unstubAllGlobals();
});

function opens(): void {
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const what = `${init.method} ${path}`;
    if (init.method !== "GET") asked.push({ what: what.replace(`/api/documents/${documentId}/sharing/`, ""), body });
    const reply = await answers[what]?.(body);
    if (reply === undefined) throw new TypeError("Failed to fetch");
    return new Response(reply.answer === undefined ? "" : JSON.stringify(reply.answer), {
      status: reply.status ?? 200,
    });
  });
  localStorage.setItem("ambo-language", "en");
  startI18n();
  const client = createQueryClient();
  client.setQueryData(meQuery.queryKey, me);
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  root = createRoot(place);
  root.render(
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} withCssVariables={false}>
        <ShareDialog documentId={documentId} opened onClose={closed} onLeft={left} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

/** The server takes a change, and answers with what it made of the sharing. */
function takes(what: string, change: (body: unknown) => Partial<Sharing>): void {
  const [method, path] = what.split(" ");
  answers[`${method} /api/documents/${documentId}/sharing/${path}`] = (body) => {
    sharing = { ...sharing, ...change(body) };
    return { answer: sharing };
  };
}

function shown<E extends HTMLElement>(selector: string, words = ""): Promise<E> {
  return vi.waitFor(
    () => {
      const found = [...document.querySelectorAll<E>(selector)].find(
        (element) => element.textContent.includes(words) || element.getAttribute("aria-label")?.includes(words),
      );
      if (found === undefined) throw new Error(`No ${selector} with "${words}" in: ${document.body.textContent}`);
      return found;
    },
    { timeout: 10_000 },
  );
}

async function presses(words: string): Promise<void> {
  const button = await shown("button", words);
  flushSync(() => button.click());
}

function types(field: HTMLInputElement, words: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, words);
  flushSync(() => field.dispatchEvent(new Event("input", { bubbles: true })));
}

function chooses(select: HTMLSelectElement, value: string): void {
  select.value = value;
  flushSync(() => select.dispatchEvent(new Event("change", { bubbles: true })));
}

function key(name: string): void {
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
  flushSync(() => document.querySelector("[role='combobox']")?.dispatchEvent(event));
}

test("a person is found by name, picked by keyboard, and shared with in the chosen role", async () => {
  const cem = { id: idOf("Cem"), name: "Cem", email: "cem@example.org" };
  answers["GET /api/people?q=ce"] = () => ({ answer: { people: [cem] } });
  takes("POST people", () => ({ members: [ana, ben, person("Cem", "viewer")] }));
  opens();
  const field = await shown<HTMLInputElement>("[role='combobox']");
  types(field, "ce");
  await shown("[role='option'][aria-selected='true']", "Cem");
  key("Enter");
  expect(field.value).toBe("Cem");
  chooses(await shown<HTMLSelectElement>("select", "What they may do"), "viewer");
  flushSync(() => field.form?.requestSubmit());
  await shown(".share-done", "Cem has access now.");
  expect(asked).toEqual([{ what: "POST people", body: { who: { member: cem.id }, role: "viewer" } }]);
  await shown(".share-row", "Cem");
  expect(field.value).toBe("");
});

test("an address without an account is invited, and without mail its address is there to be copied", async () => {
  takes("POST people", () => ({
    invitations: [
      {
        id: "i".repeat(26) as InvitationId,
        email: "dora@example.org",
        role: "editor",
        by: { id: ana.id, name: "Ana" },
        at: 0,
        url: "https://here/s/token",
        isSent: false,
      },
    ],
  }));
  opens();
  const field = await shown<HTMLInputElement>("[role='combobox']");
  types(field, " Dora@Example.org ");
  flushSync(() => field.form?.requestSubmit());
  await shown(".share-done", "Copy the address below");
  expect(asked[0]?.body).toEqual({ who: { email: "dora@example.org" }, role: "editor" });
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not over plain HTTP"));
  await presses("Copy the address for dora@example.org");
  expect((await shown<HTMLInputElement>(".share-address")).value).toBe("https://here/s/token");
});

test("somebody found for earlier letters is not taken by Enter for the letters that stand there now", async () => {
  const cem = { id: idOf("Cem"), name: "Cem", email: null };
  answers["GET /api/people?q=ce"] = () => ({ answer: { people: [cem] } });
  takes("POST people", () => ({}));
  opens();
  const field = await shown<HTMLInputElement>("[role='combobox']");
  types(field, "ce");
  await shown("[role='option']", "Cem");
  types(field, "celia@example.org");
  key("Enter");
  flushSync(() => field.form?.requestSubmit());
  await vi.waitFor(() => expect(asked[0]?.body).toMatchObject({ who: { email: "celia@example.org" } }));
});

test("half a name is neither a person nor an address, and nothing is asked", async () => {
  opens();
  const field = await shown<HTMLInputElement>("[role='combobox']");
  types(field, "Do");
  flushSync(() => field.form?.requestSubmit());
  await shown("[role='alert']", "Choose somebody from the list");
  expect(asked).toEqual([]);
});

test("a role is changed at once, and somebody sent away can be taken back", async () => {
  takes(`PATCH people/${ben.id}`, (body) => ({ members: [ana, { ...ben, ...(body as { role: Role }) }] }));
  takes(`DELETE people/${ben.id}`, () => ({ members: [ana] }));
  takes("POST people", () => ({ members: [ana, ben] }));
  opens();
  chooses(await shown<HTMLSelectElement>("select", "Role of Ben"), "viewer");
  await vi.waitFor(() => expect(asked.at(-1)?.body).toEqual({ role: "viewer" }));
  await vi.waitFor(() =>
    expect(document.querySelector<HTMLSelectElement>("select[aria-label='Role of Ben']")?.value).toBe("viewer"),
  );
  await presses("Take access away from Ben");
  await shown(".share-done", "Ben no longer has access.");
  await presses("Undo");
  await shown("select", "Role of Ben");
  expect(asked.at(-1)).toEqual({ what: "POST people", body: { who: { member: ben.id }, role: "viewer" } });
});

test("who is sent away keeps the place, so that the next cross does not slide under the pointer; the keyboard goes along", async () => {
  const cem = person("Cem", "viewer");
  sharing = { ...sharing, members: [ana, ben, cem] };
  takes(`DELETE people/${ben.id}`, () => ({ members: [ana, cem] }));
  takes("POST people", () => ({ members: [ana, cem, { ...ben, since: 9 }] }));
  opens();
  await presses("Take access away from Ben");
  await shown(".share-row s", "Ben");
  const names = () =>
    [...document.querySelectorAll(".share-row .share-name")].map(({ textContent }) => textContent.trim());
  expect(names()).toEqual(["Ana You", "Ben", "Cem"]);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Undo: give Ben access again");
  flushSync(() => (document.activeElement as HTMLElement).click());
  const back = await shown("select", "Role of Ben");
  expect(names()).toEqual(["Ana You", "Ben", "Cem"]);
  expect(document.activeElement).toBe(back);
});

test("somebody sent away can be taken back, also when the page hears that they are gone before it has its answer", async () => {
  const by = { id: ana.id, name: "Ana" };
  const link = { id: "l".repeat(26) as LinkId, role: "viewer" as const, url: "https://here/s/x", by, at: 0 };
  sharing = { ...sharing, links: [{ ...link, expiresAt: null }] };
  let answerNow = () => {};
  answers[`DELETE /api/documents/${documentId}/sharing/people/${ben.id}`] = async () => {
    sharing = { ...sharing, members: [ana] };
    await new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    return { answer: sharing };
  };
  opens();
  await presses("Take access away from Ben");
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await presses("Revoke the link. Can read");
  await shown(".share-row s", "Ben");
  answerNow();
  await shown("button", "Undo: give Ben access again");
});

test("where links open, it is said what they still do for somebody sent away", async () => {
  const link = { id: "l".repeat(26) as LinkId, url: "https://here/s/x", by: { id: ana.id, name: "Ana" }, at: 0 };
  sharing = { ...sharing, links: [{ ...link, role: "viewer", expiresAt: null }] };
  takes(`DELETE people/${ben.id}`, () => ({ members: [ana] }));
  opens();
  await presses("Take access away from Ben");
  await shown(".share-done", "Links made before do not let Ben back in.");
});

test("the last owner can neither go nor step down, and is told why on trying", async () => {
  opens();
  await shown("select", "Role of Ben");
  expect(document.querySelector("select[aria-label='Role of Ana']")).toBeNull();
  expect(document.querySelector(".share-note")).toBeNull();
  await presses("Leave this document");
  await shown(".share-note", "make somebody else an owner");
  expect(asked).toEqual([]);
});

test("one of two owners is asked before leaving, and gone after it", async () => {
  sharing = { ...sharing, members: [ana, person("Ben", "owner")] };
  answers[`DELETE /api/documents/${documentId}/sharing/people/${ana.id}`] = () => ({ status: 204 });
  opens();
  await presses("Leave this document");
  await shown(".share-ask", "You will not be able to open this document any more");
  expect(asked).toEqual([]);
  const [, go] = document.querySelectorAll<HTMLButtonElement>(
    "button[aria-label='Leave this document'], .share-ask button",
  );
  flushSync(() => go?.click());
  await vi.waitFor(() => expect(left).toHaveBeenCalledOnce());
  expect(closed).toHaveBeenCalled();
});

test("a link is made with a role and an end, said plainly, and revoked", async () => {
  const id = "l".repeat(26) as LinkId;
  const link = { id, role: "editor" as const, url: "https://here/s/x", by: { id: ana.id, name: "Ana" }, at: 0 };
  takes("POST links", (body) => ({ links: [{ ...link, expiresAt: (body as { expiresAt: number }).expiresAt }] }));
  takes(`DELETE links/${id}`, () => ({ links: [] }));
  opens();
  chooses(await shown<HTMLSelectElement>("select", "What the link allows"), "editor");
  chooses(await shown<HTMLSelectElement>("select", "How long the link opens"), "7");
  const before = Date.now();
  await presses("Make a link");
  await shown(".share-statement", "Anyone with the link can edit");
  expect(asked[0]?.body).toMatchObject({ role: "editor" });
  const { expiresAt } = (asked[0] ?? { body: {} }).body as { expiresAt: number };
  expect(expiresAt - before).toBeGreaterThanOrEqual(7 * 86_400_000);
  await presses("Revoke the link. Can edit");
  await shown(".share-ask", "Nobody has come by this link.");
  expect(asked).toHaveLength(1);
  flushSync(() => document.querySelector<HTMLButtonElement>(".share-ask button")?.click());
  await vi.waitFor(() => expect(document.querySelector(".share-statement")).toBeNull());
  expect(document.activeElement?.textContent).toBe("Links");
});

test("who came with an invitation stands beside the address that was invited, once", async () => {
  const cleo = { ...person("Cleo", "editor"), email: "cleo@example.org", invitedAs: "cleo@example.org" };
  sharing = { ...sharing, members: [ana, { ...ben, invitedAs: "boss@example.org" }, cleo] };
  opens();
  expect((await shown(".share-row", "Ben")).textContent).toContain("Invited as boss@example.org");
  expect((await shown(".share-row", "Cleo")).querySelector(".share-email")?.textContent).toBe("cleo@example.org");
});

test("revoking a link asks first when people came by it", async () => {
  const id = "l".repeat(26) as LinkId;
  const by = { id: ana.id, name: "Ana" };
  sharing = {
    ...sharing,
    members: [ana, { ...ben, via: id }],
    links: [{ id, role: "viewer", url: "https://here/s/x", by, at: 0, expiresAt: null }],
  };
  takes(`DELETE links/${id}`, () => ({ links: [], members: [ana] }));
  opens();
  await presses("Revoke the link. Can read");
  await shown(".share-ask", "1 person came by this link and loses access with it.");
  expect(asked).toEqual([]);
  const go = [...document.querySelectorAll<HTMLButtonElement>(".share-ask button")][0];
  flushSync(() => go?.click());
  await vi.waitFor(() => expect(document.querySelector(".share-ask")).toBeNull());
  expect(asked).toHaveLength(1);
});

test("somebody who came by a link a moment ago is counted before the link goes", async () => {
  const id = "l".repeat(26) as LinkId;
  const by = { id: ana.id, name: "Ana" };
  sharing = { ...sharing, links: [{ id, role: "viewer", url: "https://here/s/x", by, at: 0, expiresAt: null }] };
  opens();
  await shown("button", "Revoke the link. Can read");
  sharing = { ...sharing, members: [...sharing.members, { ...person("Eve", "viewer"), via: id }] };
  await presses("Revoke the link. Can read");
  await shown(".share-ask", "1 person came by this link and loses access with it.");
  await shown(".share-row", "Eve");
});

test("a question that is not answered with yes gives the keyboard back to where it came from", async () => {
  const by = { id: ana.id, name: "Ana" };
  const link = { id: "l".repeat(26) as LinkId, role: "viewer" as const, url: "https://here/s/x", by, at: 0 };
  sharing = { ...sharing, links: [{ ...link, expiresAt: null }] };
  opens();
  const cross = await shown("button", "Revoke the link. Can read");
  cross.focus();
  flushSync(() => cross.click());
  expect(document.activeElement?.textContent).toBe("Revoke the link");
  await presses("Cancel");
  await vi.waitFor(() => expect(document.activeElement).toBe(cross));
});

test("links that allow the same are told apart by when they were made", async () => {
  const by = { id: ana.id, name: "Ana" };
  const link = { role: "viewer" as const, url: "https://here/s/x", by, expiresAt: null };
  const day = 86_400_000;
  const [first, second] = ["l", "m"].map((letter) => letter.repeat(26) as LinkId) as [LinkId, LinkId];
  sharing = {
    ...sharing,
    links: [
      { ...link, id: first, at: Date.now() - 3 * day },
      { ...link, id: second, at: Date.now() },
    ],
  };
  opens();
  await shown(".share-row", "Made 3 days ago by Ana");
  await shown(".share-row", "Made now by Ana");
  const labels = [...document.querySelectorAll("button[aria-label^='Revoke the link']")].map((button) =>
    button.getAttribute("aria-label"),
  );
  expect(new Set(labels).size).toBe(2);
});

test("links that an older catalog made doubtful stay closed until somebody has looked", async () => {
  const by = { id: ana.id, name: "Ana" };
  const link = { id: "l".repeat(26) as LinkId, role: "editor" as const, url: "https://here/s/x", by, at: 0 };
  sharing = { ...sharing, links: [{ ...link, expiresAt: null }], linksClosed: true };
  takes("POST links/reopen", () => ({ linksClosed: false }));
  opens();
  await shown(".share-statement[data-tone='amber']", "do not open for now");
  expect(document.querySelector("button[aria-label^='Copy the link']")).toBeNull();
  await presses("Open links again");
  await shown(".share-statement", "Anyone with the link can edit");
});

test("a refusal is a sentence, and the page asks how things stand", async () => {
  answers[`PATCH /api/documents/${documentId}/sharing/people/${ben.id}`] = () => ({
    status: 403,
    answer: { code: "forbidden", sentence: "no" },
  });
  opens();
  chooses(await shown<HTMLSelectElement>("select", "Role of Ben"), "owner");
  await shown("[role='alert']", "the last owner always stays");
});

test("who may not share sees who has access, and changes nothing", async () => {
  summary = {
    ...summary,
    role: "viewer",
    members: [
      { ...ana, role: "viewer" },
      { ...ben, role: "owner" },
    ],
  };
  delete answers[`GET /api/documents/${documentId}/sharing`];
  opens();
  await shown(".share-note", "You can read this document");
  await shown(".share-person", "Ben");
  expect(document.querySelector("select, [role='combobox']")).toBeNull();
  await shown("button", "Leave this document");
});
