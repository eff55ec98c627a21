import { expect, test } from "./people.ts";

test("a link is made, opened, changed and removed with the keyboard alone", async ({ ana }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ana.text.focus();
  await ana.types("see [the site](example.org/one) for more");
  const link = ana.text.locator("a");
  await expect(link).toHaveText("the site");
  await ana.presses("ArrowLeft", 12);
  const bubble = ana.page.getByRole("toolbar", { name: "Link" });
  await expect(bubble).toBeVisible();

  await ana.context.route(/example\.org/, (route) => route.fulfill({ body: "there" }));
  const opened = ana.context.waitForEvent("page");
  await ana.presses("Alt+Enter");
  await (await opened).waitForURL("https://example.org/one");
  await (await opened).close();

  await ana.page.bringToFront();
  await ana.text.focus();
  await ana.presses("Tab");
  await expect(bubble.getByRole("link")).toBeFocused();
  await ana.presses("Tab");
  await expect(bubble.getByRole("button", { name: "Change the link" })).toBeFocused();
  // The first closes the tooltip of the button.
  await ana.presses("Escape", 2);
  await expect(ana.text).toBeFocused();

  await ana.presses("Control+k");
  await ana.presses("Tab", 2);
  await expect(ana.page.getByRole("button", { name: "Remove the link" })).toBeFocused();
  await ana.presses("Enter");
  await expect(link).toHaveCount(0);
  await expect(ana.text).toBeFocused();
  await ana.readsExactly("see the site for more");
});

test("the tools over selected words are reached with Tab, also when all is selected", async ({ ana }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ana.text.focus();
  await ana.types("one");
  await ana.presses("Enter");
  await ana.types("two");
  await ana.presses("Control+a");
  const tools = ana.page.locator(".bubble-menu");
  await expect(tools).toBeVisible();
  await ana.presses("Tab");
  await expect(tools.getByRole("button", { name: "Bold" })).toBeFocused();
  await ana.presses("ArrowRight");
  await ana.presses("Enter");
  await expect(ana.text.locator("em")).toHaveText(["one", "two"]);
});
