import { expect, test } from "./people.ts";

test("a title typed by one shows at the other at once, in the tab and the library too", async ({
  ana,
  ben,
  server,
}) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await expect(ben.title).toHaveValue("");
  await ana.title.click();
  await ana.types("Harvest   of 2031");
  await ana.presses("Enter");
  await expect(ana.text).toBeFocused();
  await expect(ana.title).toHaveValue("Harvest of 2031");
  await expect(ben.title).toHaveValue("Harvest of 2031");
  await expect(ben.page).toHaveTitle(/^Harvest of 2031/);
  await ben.title.click();
  await ben.presses("Control+a");
  await ben.types("given up");
  await ben.presses("Escape");
  await expect(ben.title).toHaveValue("Harvest of 2031");
  await ben.page.goto(server.url);
  await expect(ben.page.getByRole("link", { name: "Harvest of 2031" })).toBeVisible();
});

test("a title that is too long is refused in words and not cut", async ({ ana }) => {
  const id = await ana.makesDocument("Short");
  await ana.opens(id);
  await ana.title.fill("x".repeat(203));
  await ana.presses("Enter");
  await expect(ana.page.getByText("3 characters too many")).toBeVisible();
  await ana.presses("Escape");
  await expect(ana.title).toHaveValue("Short");
});
