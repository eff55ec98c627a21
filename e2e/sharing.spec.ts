import AxeBuilder from "@axe-core/playwright";
import { expect, type Person, type Role, test } from "./people.ts";

/** Goes to a document as it is shared, whatever that allows. */
async function comesTo(person: Person, id: string): Promise<void> {
  await person.page.goto(`${person.server.url}/d/${id}`);
}

const menuOf = (person: Person) => person.page.getByRole("button", { name: "Menu of this document" });
const shareOf = (person: Person) => person.page.getByRole("button", { name: "Share", exact: true });
const toolbarOf = (person: Person) => person.page.getByRole("toolbar", { name: "Format" });

async function chooses(person: Person, item: string): Promise<void> {
  await menuOf(person).click();
  await person.page.getByRole("menuitem", { name: item }).click();
}

async function offers(person: Person): Promise<string[]> {
  await menuOf(person).click();
  await expect(person.page.getByRole("menuitem").first()).toBeVisible();
  const items = await person.page.getByRole("menuitem").allInnerTexts();
  await person.presses("Escape");
  return items;
}

async function faults(person: Person): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

/** Holds back what a page sends, from `hold` to `letGo`: words that are on their way while something is decided. */
async function slowsDown(person: Person): Promise<{ hold: () => void; letGo: () => void; lose: () => void }> {
  let isHeld = false;
  let held: (() => void)[] = [];
  await person.page.routeWebSocket(/\/api\/sync\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (isHeld) held.push(() => server.send(message));
      else server.send(message);
    });
  });
  return {
    hold: () => {
      isHeld = true;
    },
    letGo: () => {
      isHeld = false;
      for (const send of held) send();
      held = [];
    },
    lose: () => {
      isHeld = false;
      held = [];
    },
  };
}

test("an owner, an editor, a commenter, a viewer and a stranger each see what the role allows", async ({
  ana,
  ben,
  cem,
  invites,
}) => {
  const [dora, eve] = [await invites("Dora"), await invites("Eve")];
  const id = await ana.makesDocument("Plan");
  const roles: [Person, Role][] = [
    [ben, "editor"],
    [cem, "commenter"],
    [dora, "viewer"],
  ];
  for (const [person, role] of roles) await ana.shares(id, person, role);
  await ana.opens(id);
  await ana.types("Read by all");
  await ana.isSaved();

  await expect(shareOf(ana)).toBeVisible();
  expect(await offers(ana)).toEqual([
    "Star",
    "Rename",
    "Duplicate",
    "Download as a zip file",
    "Archive",
    "Move to the trash",
  ]);

  await comesTo(ben, id);
  await ben.sees("Read by all");
  await expect(toolbarOf(ben)).toBeVisible();
  await expect(shareOf(ben)).toHaveCount(0);
  expect(await offers(ben)).toEqual(["Who has access", "Star", "Rename", "Duplicate"]);

  for (const [person, words] of [
    [cem, "You can comment"],
    [dora, "You can read this document"],
  ] as const) {
    await comesTo(person, id);
    await person.sees("Read by all");
    await expect(person.chip).toHaveText(words);
    await expect(toolbarOf(person)).toHaveCount(0);
    await expect(person.text).toHaveAttribute("aria-readonly", "true");
    await expect(person.title).toHaveAttribute("readonly");
    expect(await offers(person)).toEqual(["Who has access", "Star", "Duplicate"]);
    await person.text.focus();
    await person.types("not mine to write");
    expect(await faults(person)).toEqual([]);
  }

  await comesTo(eve, id);
  await expect(eve.page.getByRole("heading", { name: "This document is not there, or not for you" })).toBeVisible();
  await expect(eve.page.getByText("Ask its owner for access")).toBeVisible();
  await expect(eve.page.getByText("Plan")).toHaveCount(0);
  expect(await faults(eve)).toEqual([]);
  await eve.page.getByRole("link", { name: "Sign in as somebody else" }).click();
  await expect(eve.page).toHaveURL(`${eve.server.url}/sign-in?document=${id}`);

  await ben.goesToTheEnd();
  await ben.types(", also live");
  for (const person of [ana, cem, dora]) {
    await person.sees("Read by all, also live");
    await expect(person.page.locator(".remote-caret").first()).toBeAttached();
  }
  expect(await ana.asksTheServer(id)).toBe("Read by all, also live");
});

test("sharing by name, by address and by link, with the keyboard alone", async ({ ana, ben }) => {
  const known = await ana.makesDocument("Known from here");
  await ana.shares(known, ben, "viewer");
  const id = await ana.makesDocument("Plan");
  await ana.opens(id);
  await shareOf(ana).focus();
  await ana.presses("Enter");
  const dialog = ana.page.getByRole("dialog", { name: "Share “Plan”" });
  const field = dialog.getByRole("combobox", { name: "Name or e-mail address" });
  await expect(field).toBeFocused();
  await ana.types("be");
  await expect(dialog.getByRole("option", { name: "Ben" })).toBeVisible();
  await ana.presses("Enter");
  await ana.presses("Tab");
  await ana.types("Can comment");
  await ana.presses("Tab");
  await ana.presses("Enter");
  await expect(dialog.getByText("Ben has access now.")).toBeVisible();
  await expect(dialog.getByRole("combobox", { name: "Role of Ben" })).toHaveValue("commenter");

  await field.focus();
  await ana.types("gil@example.org");
  await ana.presses("Enter");
  await expect(dialog.getByText(/^No mail was sent/)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Copy the address for gil@example.org" })).toBeVisible();

  await dialog.getByRole("combobox", { name: "What the link allows" }).selectOption("editor");
  await dialog.getByRole("button", { name: "Make a link" }).press("Enter");
  await expect(dialog.getByText("Anyone with the link can edit").first()).toBeVisible();
  expect(await faults(ana)).toEqual([]);
  await ana.presses("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(shareOf(ana)).toBeFocused();
  await expect(ana.page.getByRole("button", { name: /^Shared by link/ })).toBeVisible();

  await comesTo(ben, id);
  await expect(ben.chip).toHaveText("You can comment");
  await chooses(ben, "Who has access");
  const access = ben.page.getByRole("dialog", { name: "Who has access to “Plan”" });
  await expect(access.getByText("Ana")).toBeVisible();
  expect(await faults(ben)).toEqual([]);
  await access.getByRole("button", { name: "Leave this document" }).click();
  await access.getByRole("button", { name: "Leave this document" }).click();
  await expect(ben.page).toHaveURL(`${ben.server.url}/`);
  await comesTo(ben, id);
  await expect(ben.page.getByRole("heading", { name: "This document is not there, or not for you" })).toBeVisible();
});

test("a double click takes access away from one person, and the page of that person finds its way back", async ({
  ana,
  ben,
  cem,
}) => {
  const id = await ana.makesDocument("Plan");
  await ana.opens(id);
  await ben.opens(id);
  await cem.opens(id);
  await shareOf(ana).click();
  const dialog = ana.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Take access away from Ben" }).dblclick();
  const undo = dialog.getByRole("button", { name: "Undo: give Ben access again" });
  await expect(undo).toBeFocused();
  await expect(dialog.getByRole("combobox", { name: "Role of Cem" })).toBeVisible();
  await expect(ben.page.getByRole("alert")).toContainText("took your access to this document away");
  expect(await faults(ana)).toEqual([]);
  await ana.presses("Enter");
  await expect(dialog.getByRole("combobox", { name: "Role of Ben" })).toBeFocused();
  await ben.page.getByRole("button", { name: "Try again" }).click();
  await ben.isSaved();
  await ben.goesToTheEnd();
  await ben.types("Back again");
  await ana.sees("Back again");
});

test("a link lets a second browser in with its role, and revoking it sends out who came by it", async ({
  ana,
  browser,
  server,
}) => {
  const id = await ana.makesDocument("Plan");
  await ana.opens(id);
  await ana.types("By link");
  await ana.isSaved();
  const made = await ana.asks("POST", `/documents/${id}/sharing/links`, { role: "viewer", expiresAt: null });
  const { links } = made as { links: { id: string; url: string }[] };
  const [link] = links;
  if (link === undefined) throw new Error("No link was made.");

  const context = await browser.newContext();
  const signedIn = await context.request.post(`${server.url}/api/guests`, {
    data: { name: "Hal" },
    headers: { origin: server.url },
  });
  expect(signedIn.ok()).toBe(true);
  const page = await context.newPage();
  await page.goto(link.url);
  await expect(page).toHaveURL(`${server.url}/d/${id}`);
  await expect(page.locator(".state-chip")).toHaveText("You can read this document");
  await expect(page.locator(".document-desk [role='textbox']")).toContainText("By link");

  await shareOf(ana).click();
  const dialog = ana.page.getByRole("dialog");
  await expect(dialog.getByText("came by a link")).toBeVisible();
  await dialog.getByRole("button", { name: "Revoke the link. Can read" }).click();
  await expect(dialog.getByText("1 person came by this link and loses access with it.")).toBeVisible();
  await dialog.getByRole("button", { name: "Revoke the link", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The link that you came by is not open any more");
  await page.goto(link.url);
  await expect(page.locator(".document-desk [role='textbox']")).toHaveCount(0);
  await context.close();
});

test("an editor who becomes a viewer while typing is told why, gets the late words back, and reads on", async ({
  ana,
  ben,
  cem,
}) => {
  // What the line held back arrives on a socket that the server has closed at the first of it.
  ben.problems.expects(/CLOSING or CLOSED/);
  const id = await ana.makesDocument("Plan");
  const line = await slowsDown(ben);
  await ana.opens(id);
  await ben.opens(id);
  await cem.opens(id);
  await ben.goesToTheEnd();
  await ben.types("In time. ");
  await ben.isSaved();
  line.hold();
  await ben.types("Too late");
  await expect(ben.chip).toHaveText(/^Saving/);
  await ana.asks("PATCH", `/documents/${id}/sharing/people/${ben.memberId}`, { role: "viewer" });
  await expect(ben.page.getByText("You can only read this document now. Changed by Ana.").first()).toBeVisible();
  await expect(ben.text).toHaveAttribute("contenteditable", "false");
  line.letGo();

  const alert = ben.page.getByRole("alert").filter({ hasText: "not saved" });
  await expect(alert).toContainText("You can only read this document now. Changed by Ana.");
  await expect(alert).toContainText("edits of yours came too late");
  await ben.readsExactly("In time. ");
  await expect(ben.chip).toHaveText("You can read this document");
  expect(await faults(ben)).toEqual([]);
  await alert.getByRole("button", { name: "Keep a copy" }).click();
  await expect(ben.page.getByRole("textbox", { name: "Text of the document" })).toHaveValue("In time. Too late");
  await ben.presses("Escape");

  await cem.goesToTheEnd();
  await cem.types("Undisturbed");
  for (const person of [ana, ben]) await person.sees("In time. Undisturbed");
  expect(await ana.asksTheServer(id)).toBe("In time. Undisturbed");

  await ana.asks("PATCH", `/documents/${id}/sharing/people/${ben.memberId}`, { role: "editor" });
  await expect(ben.text).toHaveAttribute("contenteditable", "true");
  await ben.goesToTheEnd();
  await ben.types(" again");
  await ana.sees("Undisturbed again");

  await alert.getByRole("button", { name: "Keep a copy" }).click();
  await ben.page.getByRole("button", { name: "Keep as a new document" }).click();
  await expect(ben.title).toHaveValue("Plan (kept copy)");
  await ben.readsExactly("In time. Too late");
});

test("an editor whose access is taken away while typing is told so, and keeps the words as a document", async ({
  ana,
  ben,
}) => {
  const id = await ana.makesDocument("Plan");
  const line = await slowsDown(ben);
  await ana.opens(id);
  await ben.opens(id);
  await ben.goesToTheEnd();
  await ben.types("In time. ");
  await ben.isSaved();
  line.hold();
  await ben.types("Too late");
  await ana.asks("DELETE", `/documents/${id}/sharing/people/${ben.memberId}`);
  const alert = ben.page.getByRole("alert");
  await expect(alert).toContainText("took your access to this document away");
  await expect(alert).toContainText("8 edits were not saved");
  line.lose();
  await ana.goesToTheEnd();
  await ana.types("Ana goes on");
  await ana.isSaved();
  await expect(async () => expect(await ben.reads()).toBe("In time. Too late")).toPass();
  await alert.getByRole("button", { name: "Keep a copy" }).click();
  await ben.page.getByRole("button", { name: "Keep as a new document" }).click();
  await expect(ben.title).toHaveValue("Plan (kept copy)");
  await ben.readsExactly("In time. Too late");
  expect(await ana.asksTheServer(id)).toBe("In time. Ana goes on");
});

test("what is archived is frozen for everybody, found by its words, and reopened with a note of who did it", async ({
  ana,
  ben,
}) => {
  const id = await ana.makesDocument("Minutes");
  await ana.opens(id);
  await ben.opens(id);
  await ana.goesToTheEnd();
  await ana.types("Rhubarb is decided");
  await ben.sees("Rhubarb is decided");
  await chooses(ana, "Archive");
  for (const person of [ana, ben]) {
    await expect(person.page.getByRole("banner").getByText(/^Archived by Ana /)).toBeVisible();
    await expect(person.chip).toHaveText("Archived, read only");
    await expect(person.text).toHaveAttribute("contenteditable", "false");
  }
  await expect(ben.page.getByRole("button", { name: "Reopen" })).toHaveCount(0);
  expect(await faults(ana)).toEqual([]);

  await expect(async () => {
    const found = (await ben.asks("GET", "/search?q=rhubarb")) as { results: { document: { id: string } }[] };
    expect(found.results.map(({ document }) => document.id)).toContain(id);
  }).toPass({ timeout: 60_000 });

  await ana.page.getByRole("button", { name: "Reopen" }).click();
  await expect(
    ben.page.getByRole("banner").getByText("This document is open again, and you can write in it. Changed by Ana."),
  ).toBeVisible();
  await ben.goesToTheEnd();
  await ben.types(" for spring");
  await ana.sees("Rhubarb is decided for spring");
  await menuOf(ben).click();
  await expect(ben.page.getByText(/^Archived by Ana /)).toBeVisible();
  await expect(ben.page.getByText(/^Reopened by Ana /)).toBeVisible();
  expect(await faults(ben)).toEqual([]);
});

test("what goes to the trash is gone for others at once, and its owner brings it back", async ({ ana, ben }) => {
  // The browser itself tells of a question that was answered with no.
  ben.problems.expects(/404/);
  const id = await ana.makesDocument("Draft");
  await ana.opens(id);
  await ben.opens(id);
  await chooses(ana, "Move to the trash");
  await expect(ana.page.getByRole("banner").getByText(/^Moved to the trash by Ana /)).toBeVisible();
  await expect(ben.page.getByRole("alert")).toContainText("moved this document to the trash");
  expect(await faults(ana)).toEqual([]);
  const again = ben.page.getByRole("button", { name: "Try again" });
  await again.click();
  await expect(ben.page.getByText("Not yet. This document is not there, or not for you.")).toBeVisible();
  await expect(again).toBeFocused();
  await ana.page.getByRole("button", { name: "Restore from the trash" }).click();
  await expect(ana.text).toHaveAttribute("contenteditable", "true");
  await again.click();
  await expect(again).toHaveCount(0);
  await expect(ben.page.getByRole("main")).toBeFocused();
  await expect(ben.text).toHaveAttribute("contenteditable", "true");
});

test("a document is starred, renamed, copied and taken home from its menu", async ({ ana }) => {
  const id = await ana.makesDocument("Plan");
  await ana.opens(id);
  await ana.types("words");
  await ana.isSaved();
  await chooses(ana, "Star");
  await menuOf(ana).click();
  await expect(ana.page.getByRole("menuitem", { name: "Take the star away" })).toBeVisible();
  await ana.page.getByRole("menuitem", { name: "Rename" }).click();
  await expect(ana.title).toBeFocused();
  await ana.types("Better plan");
  await ana.presses("Enter");
  const coming = ana.page.waitForEvent("download");
  await chooses(ana, "Download as a zip file");
  expect((await coming).suggestedFilename()).toMatch(/\.zip$/);
  await chooses(ana, "Duplicate");
  await expect(ana.title).toHaveValue("Copy of Better plan");
  await ana.readsExactly("words");
});
