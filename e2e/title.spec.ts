import { expect, test } from "./people.ts";
import { serverIsDown } from "./problems.ts";

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
  await ana.types("Harv");
  await expect(ben.title).toHaveValue("Harv");
  await expect(ana.title).toBeFocused();
  await ana.types("est   of 2031");
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

test("Escape takes back what others have already seen of a title", async ({ ana, ben }) => {
  const id = await ana.makesDocument("Harvest");
  await ana.opens(id);
  await ben.opens(id);
  await ana.title.fill("Harvest, not");
  await expect(ben.title).toHaveValue("Harvest, not");
  await ana.presses("Escape");
  await expect(ben.title).toHaveValue("Harvest");
  await expect(ana.title).toHaveValue("Harvest");
});

test("a rename by another does not overwrite the title that somebody is typing", async ({ ana, ben, server }) => {
  const id = await ana.makesDocument("Plan");
  await ana.opens(id);
  await ana.title.fill("x".repeat(201));
  await ana.shares(id, ben, "editor");
  const renamed = await ben.context.request.patch(`${server.url}/api/documents/${id}`, {
    data: { title: "Winter" },
    headers: { origin: server.url },
  });
  expect(renamed.ok()).toBe(true);
  await expect(ana.page).toHaveTitle(/^Winter/);
  await expect(ana.title).toHaveValue("x".repeat(201));
  await ana.presses("Escape");
  await expect(ana.title).toHaveValue("Winter");
});

test.describe("without a server", () => {
  test.use({ ownServer: true });

  test("a title is kept, marked, and sent when the server is back", async ({ ana, server }) => {
    ana.problems.expects(serverIsDown);
    const id = await ana.makesDocument("Before");
    await ana.opens(id);
    await server.kill9();
    await ana.title.fill("Typed meanwhile");
    await expect(ana.page.getByText("This title is kept here and sent as soon as it does.")).toBeVisible();
    await ana.presses("Enter");
    await expect(ana.text).toBeFocused();
    await expect(ana.title).toHaveValue("Typed meanwhile");
    await expect(ana.page.getByRole("button", { name: "The title is not sent" })).toBeVisible();
    await server.start();
    await ana.isSaved();
    await expect(ana.page.getByRole("button", { name: "The title is not sent" })).toHaveCount(0);
    await expect(ana.title).toHaveValue("Typed meanwhile");
    await expect(ana.page).toHaveTitle(/^Typed meanwhile/);
  });
});
