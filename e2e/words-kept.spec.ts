import { readFile } from "node:fs/promises";
import type { WebSocketRoute } from "@playwright/test";
import { expect, type Person, test } from "./people.ts";

/** Stands between this person and the server, to say what a server rarely says. */
async function between(
  person: Person,
  id: string,
): Promise<{ close: (code: number) => Promise<void>; swallow: () => void }> {
  let socket: WebSocketRoute | null = null;
  let isSwallowing = false;
  await person.page.routeWebSocket(new RegExp(id), (route) => {
    socket = route;
    const server = route.connectToServer();
    route.onMessage((frame) => {
      if (!isSwallowing) server.send(frame);
    });
  });
  return {
    close: async (code) => socket?.close({ code, reason: "" }),
    swallow: () => {
      isSwallowing = true;
    },
  };
}

test("a server that went back is not mixed with: the page counts what only it holds and gives it back as text", async ({
  ana,
}) => {
  const id = await ana.makesDocument("Diary");
  const line = await between(ana, id);
  await ana.opens(id);
  await ana.types("# Monday");
  await ana.presses("Enter");
  await ana.isSaved();
  line.swallow();
  await ana.types("rain");
  await line.close(4409);
  await expect(ana.page.getByText("The server was set back to an earlier state")).toBeVisible();
  await expect(ana.page.getByText("At least 4 edits are only in this browser.")).toBeVisible();
  await expect(ana.text).toHaveAttribute("contenteditable", "false");
  await ana.readsExactly("Monday\nrain");

  await ana.page.getByRole("button", { name: "Keep a copy" }).click();
  await expect(ana.page.getByRole("textbox", { name: "Text of the document" })).toHaveValue("Monday\n\nrain");
  const downloading = ana.page.waitForEvent("download");
  await ana.page.getByRole("button", { name: "Download as a file" }).click();
  const file = await (await downloading).path();
  expect(await readFile(file, "utf8")).toBe("Monday\n\nrain");
});

test("words that were refused become a document of their own", async ({ ana }) => {
  const id = await ana.makesDocument("Diary");
  const line = await between(ana, id);
  await ana.opens(id);
  line.swallow();
  await ana.types("refused words");
  await line.close(4422);
  await expect(ana.chip).toHaveText("Not saved. 13 edits only in this tab");
  await expect(ana.page.getByText("13 edits were not saved. They are still on this page")).toBeVisible();
  await ana.page.getByRole("button", { name: "Keep a copy" }).click();
  await ana.page.getByRole("button", { name: "Keep as a new document" }).click();
  await expect(ana.title).toHaveValue("Diary (kept copy)");
  await ana.isSaved();
  await ana.readsExactly("refused words");
  expect(ana.page.url()).not.toContain(id);
  const copy = ana.page.url().split("/").at(-1) ?? "";
  expect(await ana.asksTheServer(copy)).toBe("refused words");
});

test("an editor that breaks leaves the document readable and never a blank page", async ({ ana, ben }) => {
  const id = await ana.makesDocument("Sturdy");
  await ana.opens(id);
  await ana.types("still to be read");
  await ana.isSaved();
  ben.problems.expects(/broken on purpose/);
  await ben.page.addInitScript(() => {
    const Stock = window.MutationObserver;
    window.MutationObserver = class extends Stock {
      override observe(target: Node, options?: MutationObserverInit): void {
        if (target instanceof Element && target.getAttribute("role") === "textbox")
          throw new Error("broken on purpose");
        super.observe(target, options);
      }
    };
  });
  await ana.shares(id, ben, "editor");
  await ben.page.goto(`${ben.server.url}/d/${id}`);
  await expect(ben.page.getByRole("heading", { name: "This page stopped working" })).toBeVisible();
  await expect(ben.page.getByRole("article")).toContainText("still to be read");
  await expect(ben.page.getByRole("button", { name: "Load the page again" })).toBeVisible();
});
