import { agree, expect, test } from "./people.ts";

test("loading the page again, and a restart of the server, keep everything", async ({ ana, ben }) => {
  const id = await ana.makesDocument("Kept");
  await ana.opens(id);
  await ana.types("# Title");
  await ana.presses("Enter");
  await ana.types("words that stay, **bold** too");
  await ana.isSaved();
  const before = await ana.reads();
  await ana.page.reload();
  await ana.readsExactly(before);
  await expect(ana.text.locator("strong")).toHaveText("bold");
  await ben.opens(id);
  expect(await agree([ana, ben], id)).toBe(before);
});

test.describe(() => {
  test.use({ ownServer: true });
  test("a server that was stopped and started has it all, and the open page goes on by itself", async ({
    ana,
    server,
  }) => {
    ana.problems.expects(/WebSocket|ERR_CONNECTION|ERR_EMPTY/);
    const id = await ana.makesDocument();
    await ana.opens(id);
    await ana.types("one ");
    await ana.isSaved();
    await server.restart();
    await ana.goesToTheEnd();
    await ana.types("two");
    await ana.isSaved();
    expect(await ana.asksTheServer(id)).toBe("one two");
    await ana.page.reload();
    await ana.readsExactly("one two");
  });
});
