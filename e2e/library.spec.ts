import { lineOf } from "./line.ts";
import { expect, stranger, test } from "./people.ts";

test("a document is made, written, found in the library with its first line, renamed and opened again", async ({
  browser,
  server,
}) => {
  const fay = await stranger(browser, server, "Fay");
  const { page } = fay;
  await page.goto(server.url);
  await page.getByRole("textbox").fill("Fay");
  await fay.presses("Enter");
  await expect(page.getByRole("heading", { name: "Documents" })).toBeFocused();
  await page.getByRole("button", { name: "New document" }).click();
  await expect(fay.text).toBeFocused();
  await fay.types("A first line");
  await fay.isSaved();
  await page.getByRole("link", { name: "Back to your documents" }).click();

  const row = page.getByRole("listitem").filter({ hasText: "Untitled" });
  await expect(row).toHaveCount(1);
  await expect(row.getByRole("link")).toBeFocused();
  await expect(row).toContainText("A first line");
  await expect(row).toContainText("Fay");

  await row.hover();
  await row.getByRole("button", { name: /Rename/ }).click();
  await fay.types("Garden plan");
  await fay.presses("Enter");
  await page.getByRole("link", { name: "Garden plan" }).click();
  await expect(fay.title).toHaveValue("Garden plan");
  await fay.readsExactly("A first line");
  await expect(page).toHaveTitle(/^Garden plan/);
  await fay.context.close();
  expect(fay.problems.found()).toEqual([]);
});

test("an address without a document says so and offers a way back", async ({ ana, server }) => {
  await ana.page.goto(`${server.url}/d/${"q".repeat(26)}`);
  await expect(ana.page.getByRole("heading", { name: "This document is not there" })).toBeVisible();
  await ana.page.getByRole("link", { name: "Back to your documents" }).click();
  await expect(ana.page.getByRole("heading", { name: "Documents" })).toBeVisible();
});

test("going back to the library on a bad connection does not cost what was typed", async ({ ana }) => {
  const id = await ana.makesDocument("Kept");
  const line = await lineOf(ana);
  await ana.opens(id);
  await line.cut();
  await expect(ana.chip).not.toHaveText(/^Saved/);
  await ana.goesToTheEnd();
  await ana.types("typed without a connection");
  await ana.page.getByRole("link", { name: "Back to your documents" }).click();
  await expect(ana.page.getByRole("heading", { name: "Documents" })).toBeVisible();
  line.mend();
  await expect(async () => expect(await ana.asksTheServer(id)).toBe("typed without a connection")).toPass({
    timeout: 60_000,
  });
});
