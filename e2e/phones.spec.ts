import { lineOf } from "./line.ts";
import { agree, expect, test } from "./people.ts";

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

test("on a phone a document is read and written, nothing hangs over the edge, and targets are large enough", async ({
  invites,
  ben,
  server,
}) => {
  const person = await invites("Ana", phone);
  const id = await person.makesDocument("A title that is rather long for such a small screen");
  await person.page.goto(server.url);
  await person.page.getByRole("link", { name: /A title that is rather long/ }).tap();
  await expect(person.text).toBeVisible();
  await ben.opens(id);
  await person.text.tap();
  await person.types("written on the way");
  await ben.sees("written on the way");
  expect(await agree([person, ben], id)).toBe("written on the way");

  const width = await person.page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await expect(person.chip).toBeInViewport();
  const small = await person.page.locator(".document-bar").evaluate((bar) =>
    [...bar.querySelectorAll("a, button, input")]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ what: element.outerHTML.slice(0, 80), height: element.getBoundingClientRect().height }))
      .filter(({ height }) => height < 44),
  );
  expect(small).toEqual([]);
});

test("a narrow bar says the state in a word, whole in its label, and moves nothing when the server goes", async ({
  invites,
}) => {
  const person = await invites("Ana", phone);
  const id = await person.makesDocument("A title that is rather long for such a small screen");
  const line = await lineOf(person);
  await person.opens(id);
  const top = () => person.text.evaluate((text) => text.getBoundingClientRect().top);
  const before = await top();
  await line.cut();
  await expect(person.chip).toHaveText("No server");
  expect(await top()).toBe(before);
  await person.text.tap();
  await person.types("abc");
  await expect(person.chip).toHaveText("No server · 3");
  await expect(person.chip.getByRole("button")).toHaveAccessibleName("Server not reachable. 3 edits only in this tab");
  expect(await top()).toBe(before);
  const title = await person.title.boundingBox();
  expect(title?.width).toBeGreaterThan(100);
  line.mend();
  await person.isSaved();
});

test("on a phone the title can be read beside five people, and a link, an account and the keyboard are not lost", async ({
  invites,
  ben,
  cem,
}) => {
  const person = await invites("Ana", { viewport: { width: 390, height: 844 } });
  const id = await person.makesDocument("Project brief for autumn");
  await person.asks("POST", `/documents/${id}/sharing/links`, { role: "viewer", expiresAt: null });
  await person.opens(id);
  for (const other of [ben, cem, await invites("Dora"), await invites("Eve")]) await other.opens(id);
  await expect(person.page.getByRole("button", { name: "5 people here now" })).toHaveText("AB+3");
  expect((await person.title.boundingBox())?.width).toBeGreaterThan(100);
  await expect(person.page.getByRole("button", { name: /^Shared by link/ })).toBeInViewport();
  const menu = person.page.getByRole("button", { name: "Menu of this document" });
  await menu.click();
  await person.page.getByRole("menuitem", { name: "Share" }).click();
  await expect(person.page.getByRole("dialog", { name: "Share “Project brief for autumn”" })).toBeVisible();
  await person.presses("Escape");
  await expect(menu).toBeFocused();
  await menu.click();
  await person.page.getByRole("menuitem", { name: "Account" }).click();
  await expect(person.page.getByRole("heading", { name: "Account", exact: true })).toBeVisible();
});

test("on a phone a long name leaves the time in the row, and what was found has the whole width", async ({
  invites,
}) => {
  const person = await invites("Anastasia von Hohenlohe-Langenburg-Wertheim", {
    viewport: { width: 390, height: 844 },
  });
  const id = await person.makesDocument("Alone");
  await person.opens(id);
  await person.types("A survey of what people need, and what they have, and what they would rather have instead of it");
  await person.isSaved();
  await person.page.goto(person.server.url);
  const right = (selector: string) =>
    person.page
      .locator(selector)
      .first()
      .evaluate((element) => element.getBoundingClientRect().right);
  await expect(person.page.locator(".row-when").first()).toBeVisible();
  expect(await right(".row-when")).toBeLessThanOrEqual(390 - 16);
  await expect(async () => {
    await person.page.goto(`${person.server.url}/?q=survey`);
    await expect(person.page.locator(".row-snippets")).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  expect(await right(".row-snippets")).toBeGreaterThan(360);
});

test("at 820 pixels nothing hangs over the edge", async ({ invites }) => {
  const person = await invites("Ana", { viewport: { width: 820, height: 1180 } });
  const id = await person.makesDocument("Between");
  await person.opens(id);
  expect(await person.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(820);
});
