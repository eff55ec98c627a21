import AxeBuilder from "@axe-core/playwright";
import { expect, type Person, stranger, test } from "./people.ts";

// Who may come and who is an admin are matters of a whole server.
test.use({ ownServer: true });

const password = "a long enough password";

async function choosesInMenu(person: Person, item: string): Promise<void> {
  await person.page.getByRole("button", { name: `Menu of ${person.name}` }).click();
  await person.page.getByRole("menuitem", { name: item }).click();
}

async function makesAccount(person: Person, email: string): Promise<void> {
  await choosesInMenu(person, "make an account");
  const dialog = person.page.getByRole("dialog", { name: "Make an account" });
  await expect(dialog.getByLabel("E-mail address")).toBeFocused();
  await person.types(email);
  await person.presses("Tab");
  await person.types(password);
  await person.presses("Enter");
  await expect(dialog).toHaveCount(0);
}

async function signsIn(person: Person, email: string, withPassword = password): Promise<void> {
  await person.page.getByRole("button", { name: "I have an account" }).click();
  await person.page.getByLabel("E-mail address").fill(email);
  await person.page.getByLabel("Password").fill(withPassword);
  await person.presses("Enter");
}

async function faults(person: Person): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

async function colourOf(person: Person, id: string): Promise<unknown> {
  const summary = (await person.asks("GET", `/documents/${id}`)) as { color: unknown };
  return summary.color;
}

async function leaves(person: Person): Promise<void> {
  await person.context.close();
  expect(person.problems.found()).toEqual([]);
}

test("a guest who makes an account while writing keeps document and colour, and comes back in from another browser", async ({
  ana,
  browser,
  server,
}) => {
  const id = await ana.makesDocument("Kept");
  await ana.opens(id);
  await ana.types("Before. ");
  await ana.isSaved();
  const colour = await colourOf(ana, id);
  await makesAccount(ana, "ana@example.org");
  await ana.goesToTheEnd();
  await ana.types("After.");
  await ana.isSaved();
  expect(await colourOf(ana, id)).toEqual(colour);

  const elsewhere = await stranger(browser, server, "Ana");
  elsewhere.problems.expects(/401/);
  await elsewhere.page.goto(`${server.url}/d/${id}`);
  await elsewhere.page.getByRole("button", { name: "I have an account" }).click();
  expect(await faults(elsewhere)).toEqual([]);
  await elsewhere.page.getByLabel("E-mail address").fill("ana@example.org");
  await elsewhere.page.getByLabel("Password").fill("not this one");
  await elsewhere.presses("Enter");
  await expect(elsewhere.page.getByText("The e-mail address or the password is wrong")).toBeVisible();
  await elsewhere.page.getByLabel("Password").fill(password);
  await elsewhere.presses("Enter");
  await elsewhere.sees("Before. After.");
  expect(await colourOf(elsewhere, id)).toEqual(colour);
  await leaves(elsewhere);
});

test("a look chosen on one device follows the account to another, and a login is ended from afar", async ({
  ana,
  browser,
  server,
}) => {
  await ana.page.goto(server.url);
  await makesAccount(ana, "ana@example.org");
  const elsewhere = await stranger(browser, server, "Ana");
  elsewhere.problems.expects(/401/);
  await ana.page.goto(`${server.url}/account`);
  await ana.page.getByRole("radio", { name: "Dark" }).check();
  await expect(ana.page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  expect(await faults(ana)).toEqual([]);
  await elsewhere.page.goto(server.url);
  await signsIn(elsewhere, "ana@example.org");
  await expect(elsewhere.page.getByRole("heading", { name: "Documents" })).toBeVisible();
  await expect(elsewhere.page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");

  await ana.page.reload();
  await ana.page.getByRole("button", { name: "End all others" }).click();
  await expect(ana.page.getByRole("button", { name: "End all others" })).toHaveCount(0);
  await elsewhere.page.reload();
  await expect(elsewhere.page.getByRole("button", { name: "I have an account" })).toBeVisible();
  await leaves(elsewhere);
});

test("who forgot a password gets back in by a link that an admin hands over", async ({ ana, ben, browser, server }) => {
  await ana.page.goto(server.url);
  await makesAccount(ana, "ana@example.org");
  await ben.page.goto(server.url);
  await makesAccount(ben, "ben@example.org");
  await ana.page.goto(server.url);
  await choosesInMenu(ana, "Run this server");
  await ana.page.getByLabel("Search by name or e-mail address").fill("ben@");
  await expect(ana.page.locator(".person")).toHaveCount(1);
  expect(await faults(ana)).toEqual([]);
  await ana.page.getByRole("button", { name: "What can be done about Ben" }).click();
  await ana.page.getByRole("menuitem", { name: "Make a link to a new password" }).click();
  const link = await ana.page.getByLabel("Address for a new password").inputValue();

  const back = await stranger(browser, server, "Ben");
  await back.page.goto(link);
  await expect(back.page.getByLabel("New password")).toBeFocused();
  expect(await faults(back)).toEqual([]);
  await back.types("another long password");
  await back.presses("Enter");
  await expect(back.page.getByRole("button", { name: "Menu of Ben" })).toBeVisible();
  await expect(back.page).toHaveURL(`${server.url}/`);
  await leaves(back);
});

test("a writer who is suspended is stopped with a sentence, and told the same at the door", async ({
  ana,
  ben,
  server,
}) => {
  ben.problems.expects(/40[13]/);
  await ben.page.goto(server.url);
  await ana.page.goto(server.url);
  await makesAccount(ana, "ana@example.org");
  await makesAccount(ben, "ben@example.org");
  const id = await ana.makesDocument("Plan");
  await ben.opens(id);
  await ben.types("Still here.");
  await ben.isSaved();
  await ana.page.goto(`${server.url}/admin`);
  await ana.page.getByRole("button", { name: "What can be done about Ben" }).click();
  await expect(ana.page.getByRole("menuitem", { name: "Suspend" })).toBeVisible();
  expect(await faults(ana)).toEqual([]);
  await ana.page.getByRole("menuitem", { name: "Suspend" }).click();
  await ana.page.getByRole("dialog").getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(ana.page.locator(".person", { hasText: "Ben" })).toContainText("suspended");
  await expect(ben.page.getByRole("alert")).toContainText("suspended");
  await expect(ben.text).toHaveAttribute("contenteditable", "false");
  await ben.page.goto(server.url);
  await signsIn(ben, "ben@example.org");
  await expect(ben.page.getByText("This account is suspended")).toBeVisible();
});

test("a server for invited people opens by a share link, and stays shut without", async ({ ana, browser, server }) => {
  await ana.page.goto(server.url);
  await makesAccount(ana, "ana@example.org");
  const id = await ana.makesDocument("Plan");
  const shared = await ana.asks("POST", `/documents/${id}/sharing/links`, { role: "editor", expiresAt: null });
  const [link] = (shared as { links: { url: string }[] }).links;
  await ana.page.goto(`${server.url}/admin`);
  // Not `check`, which wants the choice to show at once: it shows when the server has it.
  await ana.page.getByRole("radio", { name: "Invited people" }).click();
  await expect(ana.page.getByRole("radio", { name: "Invited people" })).toBeChecked();
  await expect.poll(() => ana.asks("GET", "/admin/settings")).toEqual({ signUp: "invited" });

  const gil = await stranger(browser, server, "Gil");
  await gil.page.goto(server.url);
  await expect(gil.page.getByText("This server takes invited people only")).toBeVisible();
  await expect(gil.page.getByRole("button", { name: "Make an account" })).toHaveCount(0);
  await gil.page.goto(link?.url ?? "");
  await gil.page.getByRole("textbox", { name: "What shall others call you?" }).fill("Gil");
  await gil.presses("Enter");
  await expect(gil.page).toHaveURL(`${server.url}/d/${id}`);
  await expect(gil.title).toHaveValue("Plan");
  await leaves(gil);
});
