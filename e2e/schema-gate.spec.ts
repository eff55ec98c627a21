import { cp } from "node:fs/promises";
import { buildTomorrow, buildYesterdaysPage, type Tomorrow } from "./otherBuilds.ts";
import { expect, type Person, test } from "./people.ts";

test.use({ ownServer: true });
// Three builds of the product take their time on a busy machine.
test.setTimeout(300_000);

let tomorrow: Tomorrow;
let oldPage: string;
let oldPageWithNewNumber: string;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  tomorrow = await buildTomorrow();
  oldPage = await buildYesterdaysPage(1);
  oldPageWithNewNumber = await buildYesterdaysPage(2);
});

/** From now on the server serves this page to whoever loads it; pages that are open stay what they are. */
async function serves(page: string): Promise<void> {
  await cp(page, tomorrow.servedPage, { recursive: true });
}

/** On tomorrow's server Ana has tomorrow's page, and Ben the one that came before. */
async function meetInOneDocument(ana: Person, ben: Person, bensPage: string): Promise<string> {
  await ana.server.restart(tomorrow);
  await serves(tomorrow.page);
  const id = await ana.makesDocument();
  await ana.opens(id);
  await serves(bensPage);
  await ben.opens(id);
  return id;
}

async function makesTasks(person: Person): Promise<void> {
  await person.goesToTheEnd();
  await person.presses("Enter");
  await person.types("[ ] water the beans");
  await expect(person.text.locator("ul[data-type='taskList'] li p")).toHaveText("water the beans");
}

async function isReadOnlyButWhole(person: Person): Promise<void> {
  const reading = person.page.getByRole("article");
  await expect(reading).toContainText("water the beans");
  await expect(reading).toContainText("written by both");
  await expect(person.page.locator("[contenteditable='true']")).toHaveCount(0);
  await expect(person.page.getByRole("button", { name: "Load the page again" })).toBeVisible();
}

test("a page of yesterday writes along until a node comes that it would delete; then it only reads, and the node stays for everybody", async ({
  ana,
  ben,
}) => {
  const id = await meetInOneDocument(ana, ben, oldPage);
  await ana.types("written");
  await ben.sees("written");
  await ben.goesToTheEnd();
  await ben.types(" by both");
  await ana.sees("written by both");

  await makesTasks(ana);
  await expect(ben.page.getByText("This page is older than the document")).toBeVisible();
  await isReadOnlyButWhole(ben);

  await ana.types(" tonight");
  await ana.isSaved();
  await ben.page.reload();
  await expect(ben.page.getByText("This page is older than the document")).toBeVisible();
  await isReadOnlyButWhole(ben);
  expect(await ana.reads()).toBe("written by both\nwater the beans tonight");
  expect(await ana.asksTheServer(id)).toBe("written by both\nwater the beans tonight");
});

test("a page that announces the new number without knowing the node stops before it deletes anything", async ({
  ana,
  ben,
}) => {
  const id = await meetInOneDocument(ana, ben, oldPageWithNewNumber);
  await ana.types("written by both");
  await ben.sees("written by both");
  await makesTasks(ana);
  await expect(ben.page.getByText("This document holds something that this page does not know")).toBeVisible();
  await isReadOnlyButWhole(ben);
  await ana.isSaved();
  expect(await ana.asksTheServer(id)).toBe("written by both\nwater the beans");
  await ben.page.reload();
  await isReadOnlyButWhole(ben);
  expect(await ana.reads()).toBe("written by both\nwater the beans");
});
