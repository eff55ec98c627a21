import { expect, stranger, test } from "./people.ts";

test("who comes without a login is asked for a name, at the address they came to", async ({ browser, server, ana }) => {
  const id = await ana.makesDocument("Plan");
  const dora = await stranger(browser, server, "Dora");
  await dora.page.goto(`${server.url}/d/${id}`);
  const field = dora.page.getByRole("textbox");
  await field.fill("   ");
  await dora.presses("Enter");
  await expect(dora.page.getByText("Type a name first")).toBeVisible();
  await field.fill("Dora");
  await dora.presses("Enter");
  await expect(dora.text).toBeVisible();
  await expect(dora.title).toHaveValue("Plan");
  await dora.page.reload();
  await expect(dora.text).toBeVisible();
  await dora.context.close();
  expect(dora.problems.found()).toEqual([]);
});

test("signing out in another tab ends writing with a sentence, and signing in again goes on with the words", async ({
  browser,
  server,
}) => {
  const eve = await stranger(browser, server, "Eve");
  eve.problems.expects(/401/);
  await eve.page.goto(server.url);
  await eve.page.getByRole("textbox").fill("Eve");
  await eve.presses("Enter");
  await expect(eve.page.getByRole("heading", { name: "Documents" })).toBeVisible();
  const id = await eve.makesDocument();
  await eve.opens(id);
  await eve.types("before");
  await eve.isSaved();
  const answer = await eve.context.request.post(`${server.url}/api/sign-out`, { headers: { origin: server.url } });
  expect(answer.ok()).toBe(true);
  await expect(eve.page.getByText("You are no longer signed in here")).toBeVisible();
  await expect(eve.text).toHaveAttribute("contenteditable", "false");
  await eve.page.getByRole("button", { name: "Sign in again" }).click();
  await eve.page.getByRole("textbox", { name: "Your name" }).fill("Eve");
  await eve.presses("Enter");
  await expect(eve.text).toHaveAttribute("contenteditable", "true");
  await eve.goesToTheEnd();
  await eve.types(" and after");
  await eve.isSaved();
  expect(await eve.asksTheServer(id)).toBe("before and after");
  await eve.context.close();
  expect(eve.problems.found()).toEqual([]);
});
