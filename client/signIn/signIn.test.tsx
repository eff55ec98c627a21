// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest";
import type { SignInOptions } from "../../shared/accountsApi.ts";
import { closePage, nobody, openPage, shown, signedIn, signInOptions, testMyself, type } from "../app/testPage.tsx";

afterEach(closePage);

const refused = (status: number, code: string) => ({ status, answer: { code, sentence: "No." } });
const offering = (options: Partial<SignInOptions>) => ({
  "GET /api/me": nobody,
  "GET /api/sign-in-options": () => ({ answer: { ...signInOptions, ...options } }),
});
const field = (name: string) => shown<HTMLInputElement>(`input[name="${name}"]`);
const offers = () => [...document.querySelectorAll("button")].map((button) => button.textContent);

async function submits(name: string): Promise<void> {
  (await field(name)).form?.requestSubmit();
}

test("somebody with an account is one step away from their password, and lands where they wanted to go", async () => {
  const asked: unknown[] = [];
  openPage("/?view=mine", {
    ...offering({}),
    "POST /api/sign-in": (question) => {
      asked.push(question);
      return asked.length === 1 ? refused(401, "wrong-credentials") : signedIn();
    },
  });
  (await shown("button", "I have an account")).click();
  type(await field("email"), "ana@example.org");
  type(await field("password"), "a wrong one");
  await submits("password");
  await shown(".field-hint[data-wrong]", "The e-mail address or the password is wrong.");
  expect(document.activeElement).toBe(await field("password"));
  type(await field("password"), "the right one");
  await submits("password");
  await shown("h1", "Mine");
  expect(asked[1]).toEqual({ email: "ana@example.org", password: "the right one" });
  expect(location.search).toBe("?view=mine");
});

test("fields say to a password manager what they are for", async () => {
  openPage("/", offering({}));
  (await shown("button", "I have an account")).click();
  expect((await field("email")).autocomplete).toBe("username");
  expect((await field("password")).autocomplete).toBe("current-password");
  (await shown("button", "Make an account")).click();
  await shown("h1", "Make an account");
  await field("name");
  expect((await field("password")).autocomplete).toBe("new-password");
});

test("what is missing for an account is said at each field, and nothing is sent", async () => {
  openPage("/", offering({}));
  (await shown("button", "Make an account")).click();
  await shown("h1", "Make an account");
  type(await field("name"), "Ana");
  type(await field("email"), "ana@");
  type(await field("password"), "short");
  await submits("name");
  await shown(".field-hint[data-wrong]", "This is not an e-mail address.");
  await shown(".field-hint[data-wrong]", "A password has at least 8 characters.");
  expect(document.activeElement).toBe(await field("email"));
});

test("an address that is taken is told at the address", async () => {
  openPage("/", { ...offering({}), "POST /api/accounts": () => refused(409, "taken") });
  (await shown("button", "Make an account")).click();
  await shown("h1", "Make an account");
  type(await field("name"), "Ana");
  type(await field("email"), "ana@example.org");
  type(await field("password"), "long enough");
  await submits("name");
  await shown(".field-hint[data-wrong]", "There is an account with this e-mail address already.");
  expect(document.activeElement).toBe(await field("email"));
});

test("links are offered only where mail is sent; elsewhere a person helps", async () => {
  openPage("/", offering({ sendsMail: true }));
  (await shown("button", "I have an account")).click();
  await field("password");
  expect(offers()).toEqual(expect.arrayContaining(["Forgot your password?", "Send me a sign-in link"]));
  closePage();
  openPage("/", offering({ sendsMail: false }));
  (await shown("button", "I have an account")).click();
  await shown("p", "Ask whoever runs this server for a link to a new one.");
  expect(offers().join()).not.toContain("link");
});

test("whether an address has an account is not told to who asks for a link", async () => {
  openPage("/", { ...offering({ sendsMail: true }), "POST /api/password-reset": () => ({ status: 204 }) });
  (await shown("button", "I have an account")).click();
  (await shown("button", "Forgot your password?")).click();
  await shown("h1", "A new password");
  type(await shown("form input"), "nobody@example.org");
  (await shown<HTMLInputElement>("form input")).form?.requestSubmit();
  await shown("p", "If there is an account for nobody@example.org, a link is on its way.");
});

test.each([
  ["invited", false, "This server takes invited people only."],
  ["closed", true, "This server takes nobody new."],
] as const)("where the policy is %s, who may not come is not asked for a name", async (signUp, isInvited, sentence) => {
  openPage("/", offering({ signUp, isInvited }));
  await shown(".sign-in-lead", sentence);
  await field("password");
  expect(offers()).not.toContain("Make an account");
  expect(offers()).not.toContain("Come in with a name only");
});

test("an invitation opens the door of a server for invited people", async () => {
  openPage("/", offering({ signUp: "invited", isInvited: true }));
  await shown("h1", "What shall others call you?");
});

test("a guest who looks for the account that may read a document lands on that document", async () => {
  const id = "d".repeat(26);
  openPage(`/sign-in?document=${id}`, {
    ...offering({}),
    "GET /api/me": signedIn,
    "POST /api/sign-in": () => ({ answer: { member: { ...testMyself("Bea"), email: "bea@example.org" } } }),
  });
  type(await field("email"), "bea@example.org");
  type(await field("password"), "long enough");
  await submits("password");
  await vi.waitFor(() => expect(location.pathname).toBe(`/d/${id}`));
});

test("a fresh server says first of all that nobody runs it yet", async () => {
  openPage("/", offering({ isFresh: true }));
  await shown("p", "Nobody runs this server yet.");
  await shown("h1", "What shall others call you?");
  expect(offers()[0]).toBe("Make the first account");
  expect(offers()).not.toContain("Make an account");
  (await shown("button", "Make the first account")).click();
  await shown("h1", "Make an account");
  await shown(".sign-in-lead", "The first account is the admin’s");
});

test("who comes to a fresh server by a link is not asked to run it", async () => {
  openPage("/", offering({ isFresh: true, isInvited: true }));
  await shown("h1", "What shall others call you?");
  expect(offers()).not.toContain("Make the first account");
});

test.each([
  ["open", "You were invited. Say who you are, and you are in."],
  ["closed", "You were invited. Sign in with your account, and you are in."],
] as const)("behind a link, where the policy is %s, it is said what opens it", async (signUp, sentence) => {
  openPage("/s", offering({ signUp, isInvited: true }));
  await shown(".sign-in-why", sentence);
});

test("a way back from the other service without a login is told in words", async () => {
  openPage("/sign-in?failed=suspended", offering({ oidc: "School login" }));
  await shown("[role=alert]", "This account is suspended.");
  await shown("button", "Sign in with School login");
});

test("a share link leaves the address at once, and leads to the document after the sign-in", async () => {
  const asked: unknown[] = [];
  const token = "t".repeat(30);
  openPage(`/s/${token}`, {
    ...offering({ signUp: "invited", isInvited: true }),
    "POST /api/links/open": (question) => {
      asked.push(question);
      return { answer: { needsLogin: true, documentId: null } };
    },
    "POST /api/guests": signedIn,
    "POST /api/links/enter": () => ({ answer: { needsLogin: false, documentId: "a".repeat(26) } }),
  });
  const name = await field("name");
  expect(location.pathname).toBe("/s");
  expect(asked).toEqual([{ token }]);
  type(name, "Ana");
  await submits("name");
  await expect.poll(() => location.pathname).toBe(`/d/${"a".repeat(26)}`);
});

test("a link that was revoked says so and leads to the library", async () => {
  openPage(`/s/${"t".repeat(30)}`, {
    ...offering({}),
    "POST /api/links/open": () => refused(401, "wrong-credentials"),
  });
  await shown("h1", "This link does not open anything any more");
  expect((await shown<HTMLAnchorElement>("main a")).getAttribute("href")).toBe("/");
});

test("a link to a new password signs in with it", async () => {
  const asked: unknown[] = [];
  openPage("/reset/some-token", {
    "GET /api/me": nobody,
    "POST /api/password-reset/use": (question) => {
      asked.push(question);
      return asked.length === 1 ? refused(401, "wrong-credentials") : signedIn();
    },
  });
  type(await field("password"), "short");
  await submits("password");
  await shown("[data-wrong]", "A password has at least 8 characters.");
  type(await field("password"), "long enough");
  await submits("password");
  await shown("[data-wrong]", "This link was used already, or it is too old.");
  await submits("password");
  await shown("h1", "Documents");
  expect(location.pathname).toBe("/");
  expect(asked[1]).toEqual({ token: "some-token", password: "long enough", bringDocuments: false });
});

test("a link from a mail signs in at the press of a button, not by being looked at", async () => {
  const asked: unknown[] = [];
  openPage("/sign-in/link/some-token", {
    ...offering({ sendsMail: true }),
    "POST /api/sign-in-link/use": (question) => {
      asked.push(question);
      return signedIn();
    },
  });
  const button = await shown("main button", "Sign in");
  expect(asked).toEqual([]);
  button.click();
  await shown("h1", "Documents");
  expect(asked).toEqual([{ token: "some-token", bringDocuments: false }]);
});

test.each([false, true])(
  "a link from a mail says whose account it opens, and a guest who says so (%s) brings documents along",
  async (bringDocuments) => {
    const asked: unknown[] = [];
    openPage("/sign-in/link/some-token", {
      ...offering({ sendsMail: true }),
      "GET /api/me": signedIn,
      "POST /api/sign-in-link/look": () => ({ answer: { name: "Eve", email: "eve@example.org", guestDocuments: 3 } }),
      "POST /api/sign-in-link/use": (question) => {
        asked.push(question);
        return signedIn();
      },
    });
    await shown("p", "This link opens the account of Eve (eve@example.org).");
    const choice = await shown<HTMLInputElement>("input[type=checkbox]");
    expect(choice.closest("label")?.textContent).toBe("Bring my 3 documents along");
    expect(choice.checked).toBe(false);
    if (bringDocuments) choice.click();
    (await shown("main button", "Sign in")).click();
    await shown("h1", "Documents");
    expect(asked).toEqual([{ token: "some-token", bringDocuments }]);
  },
);

test("a link from a mail that opens nothing says so before anything is pressed", async () => {
  openPage("/sign-in/link/some-token", {
    ...offering({ sendsMail: true }),
    "POST /api/sign-in-link/look": () => refused(401, "wrong-credentials"),
  });
  await shown("[role=alert]", "This link was used already, or it is too old.");
});

test("a link to a new password says whose it is, and a guest may bring documents along", async () => {
  const asked: unknown[] = [];
  openPage("/reset/some-token", {
    "GET /api/me": signedIn,
    "POST /api/password-reset/look": () => ({ answer: { name: "Eve", email: "eve@example.org", guestDocuments: 1 } }),
    "POST /api/password-reset/use": (question) => {
      asked.push(question);
      return signedIn();
    },
  });
  await shown("p", "This link opens the account of Eve (eve@example.org).");
  (await shown<HTMLInputElement>("input[type=checkbox]")).click();
  type(await field("password"), "long enough");
  await submits("password");
  await shown("h1", "Documents");
  expect(asked).toEqual([{ token: "some-token", password: "long enough", bringDocuments: true }]);
});
