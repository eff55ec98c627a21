import { expect, type Person, stranger, test } from "./people.ts";

test("who comes without a login is asked for a name, at the address they came to", async ({ browser, server, ana }) => {
  const id = await ana.makesDocument("Plan");
  const shared = await ana.asks("POST", `/documents/${id}/sharing/links`, { role: "editor", expiresAt: null });
  const [link] = (shared as { links: { url: string }[] }).links;
  const dora = await stranger(browser, server, "Dora");
  await dora.page.goto(link?.url ?? "");
  const field = dora.page.getByRole("textbox");
  await expect(field).toBeFocused();
  await expect(dora.page).toHaveURL(`${server.url}/s`);
  await field.fill("   ");
  await dora.presses("Enter");
  await expect(dora.page.getByText("Type a name first")).toBeVisible();
  await field.fill("Dora");
  await dora.presses("Enter");
  await expect(dora.page).toHaveURL(`${server.url}/d/${id}`);
  await expect(dora.text).toBeVisible();
  await expect(dora.title).toHaveValue("Plan");
  await dora.page.reload();
  await expect(dora.text).toBeVisible();
  await dora.context.close();
  expect(dora.problems.found()).toEqual([]);
});

/** Signs in as a guest, begins a document, and is signed out behind the page's back. */
async function isSignedOutWhileWriting(eve: Person, account?: { email: string; password: string }): Promise<string> {
  eve.problems.expects(/401/);
  await eve.page.goto(eve.server.url);
  await eve.page.getByRole("textbox").fill("Eve");
  await eve.presses("Enter");
  await expect(eve.page.getByRole("heading", { name: "Documents" })).toBeVisible();
  if (account !== undefined) await eve.asks("POST", "/accounts", { name: "Eve", ...account });
  const id = await eve.makesDocument("Plan");
  await eve.opens(id);
  await eve.types("before");
  await eve.isSaved();
  const answer = await eve.context.request.post(`${eve.server.url}/api/sign-out`, {
    headers: { origin: eve.server.url },
  });
  expect(answer.ok()).toBe(true);
  await expect(eve.page.getByText("You are no longer signed in here")).toBeVisible();
  await expect(eve.text).toHaveAttribute("contenteditable", "false");
  await eve.page.getByRole("button", { name: "Sign in again" }).click();
  return id;
}

test("signing out in another tab ends writing with a sentence, and an account that signs in again goes on", async ({
  browser,
  server,
}) => {
  const eve = await stranger(browser, server, "Eve");
  const password = "long enough to be one";
  const id = await isSignedOutWhileWriting(eve, { email: "eve@example.org", password });
  const dialog = eve.page.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "E-mail address" })).toHaveValue("eve@example.org");
  await expect(dialog.getByLabel("Password")).toBeFocused();
  await eve.types(password);
  await eve.presses("Enter");
  await expect(eve.text).toHaveAttribute("contenteditable", "true");
  await eve.goesToTheEnd();
  await eve.types(" and after");
  await eve.isSaved();
  expect(await eve.asksTheServer(id)).toBe("before and after");
  await eve.context.close();
  expect(eve.problems.found()).toEqual([]);
});

test("a guest who signs in again is somebody new, and is told so by the document", async ({ browser, server }) => {
  const eve = await stranger(browser, server, "Eve");
  await isSignedOutWhileWriting(eve);
  await expect(eve.page.getByText("A guest who signs in again is somebody new")).toBeVisible();
  await eve.page.getByRole("textbox", { name: "Your name" }).fill("Eve");
  await eve.presses("Enter");
  await expect(eve.page.getByRole("banner").getByRole("alert")).toContainText("You can no longer open this document");
  await eve.readsExactly("before");
  await eve.context.close();
  expect(eve.problems.found()).toEqual([]);
});

test("a guest who signs in to their account in another tab goes on as that account in this one", async ({
  browser,
  server,
}) => {
  const account = { email: "ada@example.org", password: "long enough to be one" };
  const home = await browser.newContext();
  const made = await home.request.post(`${server.url}/api/accounts`, {
    data: { name: "Ada Lovelace", ...account },
    headers: { origin: server.url },
  });
  expect(made.ok()).toBe(true);
  await home.close();
  const ada = await stranger(browser, server, "Ada");
  await ada.page.goto(server.url);
  await ada.page.getByRole("textbox").fill("Ada");
  await ada.presses("Enter");
  await expect(ada.page.getByRole("heading", { name: "Documents" })).toBeVisible();
  const id = await ada.makesDocument("Plan");
  await ada.opens(id);
  await ada.types("before");
  await ada.isSaved();
  await ada.asks("POST", "/sign-in", account);
  await expect(ada.page.getByText("You signed in to your account in another tab")).toBeVisible();
  await expect(ada.page.getByText("You are no longer signed in here")).toBeHidden();
  await ada.page.getByRole("button", { name: "Go on as Ada Lovelace" }).click();
  await expect(ada.text).toHaveAttribute("contenteditable", "true");
  await ada.goesToTheEnd();
  await ada.types(" and after");
  await ada.isSaved();
  expect(await ada.asksTheServer(id)).toBe("before and after");
  await ada.context.close();
  expect(ada.problems.found()).toEqual([]);
});
