import { lineOf } from "./line.ts";
import { expect, type Person, test } from "./people.ts";
import { serverIsDown } from "./problems.ts";

test.use({ ownServer: true });

/** Tries to close the tab as a person would; true when the browser asks first. */
async function leavingWarns({ page }: Person): Promise<boolean> {
  return new Promise((resolve) => {
    page.once("dialog", (dialog) => {
      resolve(dialog.type() === "beforeunload");
      void dialog.dismiss();
    });
    page.once("close", () => resolve(false));
    void page.close({ runBeforeUnload: true });
  });
}

test("without a server the chip counts the edits that are only in this tab, leaving warns, and coming back saves", async ({
  ana,
  server,
}) => {
  ana.problems.expects(serverIsDown);
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ana.types("here");
  await ana.isSaved();
  await server.kill9();
  await expect(ana.chip).toHaveText("Server not reachable");
  await ana.types("abc");
  await expect(ana.chip).toHaveText("Server not reachable. 3 edits only in this tab");
  await ana.chip.click();
  await expect(ana.page.getByText("3 edits not saved, the first at")).toBeVisible();
  await expect(ana.page.getByText("Last confirmed by the server at")).toBeVisible();
  await ana.presses("Escape");
  expect(await leavingWarns(ana)).toBe(true);
  await server.start();
  await ana.isSaved();
  expect(await ana.asksTheServer(id)).toBe("hereabc");
  expect(await leavingWarns(ana)).toBe(false);
});

test("edits that only went to another tab of my own went to nobody else", async ({ ana, ben, server }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  const second = await ana.context.newPage();
  await second.goto(`${server.url}/d/${id}`);
  await expect(second.locator(".state-chip")).toHaveAttribute("data-says", "saved");
  await ana.page.bringToFront();
  await ana.types("to myself");
  await expect(ana.chip).toHaveText("Saved");
  await ana.chip.click();
  await expect(ana.page.getByText("Nobody else has this document open now.")).toBeVisible();
  await ana.presses("Escape");
  await ben.opens(id);
  await expect(ana.page.getByRole("button", { name: "2 people here now" })).toBeVisible();
  await ana.goesToTheEnd();
  await ana.types(" and Ben");
  await expect(ana.chip).toHaveText("Saved, sent to 1 other");
  await second.close();
});

test("a device without network says offline, and goes on", async ({ ana, server }) => {
  ana.problems.expects(serverIsDown);
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ana.context.setOffline(true);
  // Browsers keep an open socket when the device goes offline in a test, so the server goes too.
  await server.kill9();
  await ana.types("on the train");
  await expect(ana.chip).toHaveText("Offline. 12 edits only in this tab");
  await server.start();
  await ana.context.setOffline(false);
  await ana.isSaved();
});

test("a full disk says so, keeps the words, and saves them once there is room", async ({ ana, ben, server }) => {
  for (const person of [ana, ben]) person.problems.expects(/WebSocket|ERR_|507|503/);
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ana.types("small");
  await ana.isSaved();
  await server.restart({ maxFileKilobytes: 64 });
  await ana.goesToTheEnd();
  await ana.page.keyboard.insertText("words and ".repeat(10_000));
  await expect(ana.chip).toHaveText(/^Not saved: the server cannot write\. \d+ edits? only in this tab$/);
  await ana.types("more");
  await expect(ana.chip).toHaveText(/^Not saved: the server cannot write\. \d+ edits? only in this tab$/);
  await server.restart();
  await ana.isSaved();
  await ben.opens(id);
  await ben.sees("words and words and more");
});

test("the page shows no editable paper before the document is there, and says why it is not", async ({
  ana,
  server,
}) => {
  const id = await ana.makesDocument();
  const line = await lineOf(ana);
  await line.cut();
  await ana.page.goto(`${server.url}/d/${id}`);
  await expect(ana.page.getByText("The server does not answer. This page goes on trying")).toBeVisible();
  await expect(ana.page.locator("[contenteditable='true']")).toHaveCount(0);
  line.mend();
  await expect(ana.text).toBeVisible();
  await ana.isSaved();
});
