import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { lineOf } from "./line.ts";
import { expect, type Person, stranger, test } from "./people.ts";

const rowOf = (page: Page, title: string): Locator => page.getByRole("listitem").filter({ hasText: title });
const titles = (page: Page): Locator => page.locator(".row-title");

/** Opens one view of the library. */
async function looksAt({ page, server }: Person, view = ""): Promise<void> {
  await page.goto(`${server.url}/${view === "" ? "" : `?view=${view}`}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

async function chooses({ page }: Person, title: string, way: string): Promise<void> {
  await page.getByRole("button", { name: `More for “${title}”` }).click();
  await page.getByRole("menuitem", { name: way, exact: true }).click();
}

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

  await chooses(fay, "Untitled", "Rename");
  await expect(page.getByRole("textbox", { name: "Title of the document" })).toBeFocused();
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

test("a star brings a document into its view, and without it the document leaves", async ({ invites }) => {
  const dora = await invites("Dora");
  const { page } = dora;
  await dora.makesDocument("Often read");
  await dora.makesDocument("Seldom read");
  await looksAt(dora);
  await rowOf(page, "Often read").hover();
  await page.getByRole("button", { name: "Star for “Often read”" }).click();
  await page.getByRole("link", { name: "Starred" }).click();
  await expect(page.getByRole("heading", { name: "Starred" })).toBeVisible();
  await expect(titles(page)).toHaveText(["Often read"]);
  await page.reload();
  await expect(titles(page)).toHaveText(["Often read"]);
  await page.getByRole("button", { name: "Star for “Often read”" }).click();
  await expect(page.getByText("No document has a star.")).toBeVisible();
});

test("the trash takes a document, undo and restore bring it back, and only a second question deletes it", async ({
  invites,
}) => {
  const emil = await invites("Emil");
  const { page } = emil;
  const id = await emil.makesDocument("Thrown away");
  await emil.makesDocument("Kept");
  await looksAt(emil);
  await expect(titles(page)).toHaveCount(2);
  await chooses(emil, "Thrown away", "Move to the trash");
  await expect(titles(page)).toHaveText(["Kept"]);
  await expect(page.getByRole("link", { name: "Kept" })).toBeFocused();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rowOf(page, "Thrown away")).toBeVisible();

  await page.getByRole("link", { name: "Thrown away" }).focus();
  await emil.presses("Delete");
  await expect(titles(page)).toHaveText(["Kept"]);
  await page.getByRole("link", { name: "Trash" }).click();
  await expect(rowOf(page, "Thrown away")).toContainText("Gone for good in 30 days");
  await chooses(emil, "Thrown away", "Restore");
  await expect(page.getByText("The trash is empty.")).toBeVisible();

  await looksAt(emil);
  await chooses(emil, "Thrown away", "Move to the trash");
  await looksAt(emil, "trash");
  await chooses(emil, "Thrown away", "Delete for good");
  await emil.presses("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("button", { name: "More for “Thrown away”" })).toBeFocused();
  await chooses(emil, "Thrown away", "Delete for good");
  await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText("The trash is empty.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Trash" })).toBeFocused();
  emil.problems.expects(/404/);
  const answer = await emil.context.request.get(`${emil.server.url}/api/documents/${id}`);
  expect(answer.status()).toBe(404);
});

test("what is archived leaves the library, is found by its words, and is opened again", async ({ invites }) => {
  const gerd = await invites("Gerd");
  const { page } = gerd;
  const id = await gerd.makesDocument("Finished report");
  await gerd.makesDocument("Something else");
  await gerd.opens(id);
  await gerd.text.focus();
  await gerd.types("The Übermorgen clause was settled");
  await gerd.isSaved();
  await looksAt(gerd);
  await chooses(gerd, "Finished report", "Archive");
  await expect(titles(page)).toHaveText(["Something else"]);

  await gerd.presses("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await expect(async () => {
    await page.getByRole("searchbox").fill("");
    await page.getByRole("searchbox").fill("ubermorgen");
    await expect(titles(page)).toHaveText(["Finished report"], { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await expect(rowOf(page, "Finished report")).toContainText("Archived");
  await expect(page.locator("mark")).toHaveText("Übermorgen");
  await gerd.presses("Enter");
  await expect(page.getByRole("link", { name: "Finished report" })).toBeFocused();
  await gerd.presses("Enter");
  await expect(page).toHaveTitle(/^Finished report/);
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue("ubermorgen");
  await expect(titles(page)).toHaveText(["Finished report"]);

  await looksAt(gerd, "archived");
  await expect(rowOf(page, "Finished report")).toContainText("GerdArchived");
  await chooses(gerd, "Finished report", "Reopen");
  await expect(page.getByText("Nothing is archived.")).toBeVisible();
  await looksAt(gerd);
  await expect(titles(page)).toHaveCount(2);
});

test("words that are nowhere are answered in a sentence, and Escape leads back to the list", async ({ invites }) => {
  const hana = await invites("Hana");
  const { page } = hana;
  await hana.makesDocument("One");
  await looksAt(hana);
  await hana.presses("/");
  await hana.types("nowherewritten");
  await expect(page.getByText("Nothing matches “nowherewritten”")).toBeVisible();
  await hana.presses("Escape", 2);
  await expect(page.getByRole("link", { name: "One" })).toBeFocused();
});

test("a template is chosen from the menu and opens with its words", async ({ invites }) => {
  const ines = await invites("Ines");
  const { page } = ines;
  await looksAt(ines);
  await page.getByRole("button", { name: "Choose a template" }).click();
  await page.getByRole("menuitem", { name: /Meeting notes/ }).click();
  await expect(ines.text).toBeVisible();
  await ines.sees("Agenda");
  await page.getByRole("link", { name: "Back to your documents" }).click();
  await expect(titles(page)).toHaveCount(1);
});

test("a copy stands on its own", async ({ invites }) => {
  const jan = await invites("Jan");
  const { page } = jan;
  const id = await jan.makesDocument("Original");
  await jan.opens(id);
  await jan.text.focus();
  await jan.types("The same words");
  await jan.isSaved();
  await looksAt(jan);
  await chooses(jan, "Original", "Duplicate");
  await page.getByRole("region", { name: "What was just done" }).getByRole("link", { name: "Open" }).click();
  await expect(page).toHaveTitle(/^Copy of Original/);
  await jan.readsExactly("The same words");
  await jan.goesToTheEnd();
  await jan.types(" and more");
  await jan.isSaved();
  expect(await jan.asksTheServer(id)).toBe("The same words");
});

test("a long list comes page by page, in the order that was chosen", async ({ invites }) => {
  const kim = await invites("Kim");
  const { page } = kim;
  for (let number = 1; number <= 55; number++) await kim.makesDocument(`Number ${number}`);
  await looksAt(kim);
  await expect(page.getByText("55 documents", { exact: true })).toBeVisible();
  await page.getByRole("combobox", { name: "Sort by" }).selectOption("Name");
  await expect(titles(page).nth(9)).toHaveText("Number 10");
  await page.getByRole("link", { name: "Number 50" }).focus();
  await kim.presses("j");
  await expect(titles(page)).toHaveCount(55);
  await expect(titles(page).last()).toHaveText("Number 55");
  await page.reload();
  await expect(titles(page).first()).toHaveText("Number 1");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of [
    [1440, 900],
    [820, 1180],
    [390, 844],
  ] as const) {
    test(`the library is whole, reachable and within the window at ${width} pixels (${colorScheme})`, async ({
      invites,
    }) => {
      const person = await invites("Lea", { colorScheme, viewport: { width, height }, hasTouch: width === 390 });
      const { page } = person;
      const title = `Read by everybody, ${colorScheme}, ${width}`;
      await person.makesDocument(title);
      await looksAt(person);
      await expect(rowOf(page, title)).toBeVisible();
      await isWhole(page, width);
      await page.getByRole("button", { name: `More for “${title}”` }).click();
      await expect(page.getByRole("menuitem", { name: "Open" })).toBeVisible();
      await isWhole(page, width);
      await person.presses("Escape");
      await expect(page.getByRole("menu")).toHaveCount(0);
      await page.getByRole("searchbox").fill("everybody");
      await expect(page.locator(".row-title mark").first()).toBeVisible();
      await isWhole(page, width);
      await page.getByRole("searchbox").fill("");
      await chooses(person, title, "Move to the trash");
      await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
      await isWhole(page, width);
      await looksAt(person, "trash");
      await chooses(person, title, "Delete for good");
      await expect(page.getByRole("dialog")).toBeVisible();
      await isWhole(page, width);
    });
  }
}

/** Nothing that axe calls serious, nothing over the edge, and on a phone nothing too small for a finger. */
async function isWhole(page: Page, width: number): Promise<void> {
  // What is still fading has other colours.
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  expect(serious).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  if (width > 600) return;
  const small = await page
    .locator("main, .views, .library-notices, [role=menu]")
    .locator("button:visible, .view, input:visible, select:visible, [role=menuitem]:visible")
    .evaluateAll((elements) =>
      elements
        .map((element) => ({ what: element.outerHTML.slice(0, 90), height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height < 44),
    );
  expect(small).toEqual([]);
}
