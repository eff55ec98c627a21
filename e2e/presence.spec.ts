import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { expect, type Person, test } from "./people.ts";

/** The list of who is here, opened. */
async function opensPeople(person: Person): Promise<Locator> {
  await person.page.getByRole("button", { name: /here now/ }).click();
  const list = person.page.getByRole("dialog").filter({ hasText: "here now" });
  await expect(list).toBeVisible();
  return list;
}

async function closesPeople(person: Person): Promise<void> {
  await person.presses("Escape");
  await expect(person.page.getByRole("dialog").filter({ hasText: "here now" })).toHaveCount(0);
}

function itemOf(list: Locator, name: string): Locator {
  return list.getByRole("listitem").filter({ hasText: name });
}

/** How a member is drawn on somebody's screen: in the list, and at the caret. */
async function colourInList(person: Person, name: string): Promise<string> {
  const list = await opensPeople(person);
  const colour = await itemOf(list, name)
    .locator(".avatar")
    .evaluate((avatar) => getComputedStyle(avatar).backgroundColor);
  await closesPeople(person);
  return colour;
}

function caretOf(person: Person, name: string): Locator {
  return person.page.locator(`.remote-caret[data-name='${name}']`);
}

function colourOfCaret(person: Person, name: string): Promise<string> {
  return caretOf(person, name).evaluate((caret) => getComputedStyle(caret, "::before").backgroundColor);
}

/** Lets the page's clock go on without waiting for it. */
async function minutesPass(person: Person, minutes: number): Promise<void> {
  await person.page.clock.fastForward(minutes * 60_000);
}

const longText = Array.from({ length: 80 }, (_, line) => `Line ${line + 1}`);

/** A document that is longer than the screen, without a hundred keys. */
async function longDocument(person: Person): Promise<string> {
  const id = await person.makesDocument("Long");
  await person.opens(id);
  await person.text.focus();
  await person.page.keyboard.insertText(longText[0] ?? "");
  for (const line of longText.slice(1)) {
    await person.page.keyboard.press("Enter");
    await person.page.keyboard.insertText(line);
  }
  await person.isSaved();
  return id;
}

/** The first whole line of the text under the bars. */
function firstLineSeen(person: Person): Promise<string> {
  return person.page.evaluate(() => {
    const bars = document.querySelector(".document-top")?.getBoundingClientRect().bottom ?? 0;
    const lines = [...document.querySelectorAll(".tiptap > p")];
    return lines.find((line) => line.getBoundingClientRect().top >= bars)?.textContent ?? "";
  });
}

test("everybody has one colour, the same on all screens and after a reload, and nobody has another's", async ({
  ana,
  ben,
  cem,
}) => {
  const id = await ana.makesDocument("Colours");
  const people = [ana, ben, cem];
  for (const person of people) await person.opens(id);
  for (const person of people) await person.goesToTheEnd();
  await ana.types("here");
  for (const person of people) await expect(person.page.getByRole("button", { name: /3 people/ })).toBeVisible();
  const seen = async () =>
    Promise.all(
      people.map(async (person) => {
        const colours: Record<string, string> = {};
        for (const { name } of people) colours[name] = await colourInList(person, name);
        return colours;
      }),
    );
  const before = await seen();
  expect(before[1]).toEqual(before[0]);
  expect(before[2]).toEqual(before[0]);
  expect(new Set(Object.values(before[0] ?? {})).size).toBe(3);
  await ana.goesToTheEnd();
  expect(await colourOfCaret(ben, "Ana")).toBe(before[0]?.Ana);
  await ben.page.reload();
  await ben.sees("here");
  expect(await colourInList(ben, "Ben")).toBe(before[0]?.Ben);
  expect(await colourInList(ben, "Ana")).toBe(before[0]?.Ana);
});

test("who takes another colour wears it everywhere at once, and what others have is not to be had", async ({
  ana,
  ben,
}) => {
  const id = await ana.makesDocument("Another colour");
  await ana.opens(id);
  await ben.opens(id);
  await ben.goesToTheEnd();
  await expect(caretOf(ana, "Ben")).toHaveCount(1);
  const before = await colourOfCaret(ana, "Ben");
  const list = await opensPeople(ben);
  await list.getByRole("button", { name: /^Your colour/ }).click();
  const taken = list.getByRole("button", { name: /Ana has it$/ });
  await expect(taken).toHaveAttribute("aria-disabled", "true");
  await expect(taken).toHaveText("A");
  await list.getByRole("button", { name: "dark teal" }).click();
  await expect(list.getByRole("button", { name: "dark teal, your colour" })).toHaveAttribute("aria-pressed", "true");
  await closesPeople(ben);
  await expect.poll(() => colourInList(ana, "Ben")).not.toBe(before);
  const after = await colourInList(ana, "Ben");
  expect(await colourInList(ben, "Ben")).toBe(after);
  await ben.goesToTheEnd();
  await expect.poll(() => colourOfCaret(ana, "Ben")).toBe(after);
  await ben.page.reload();
  await expect(ben.text).toBeVisible();
  expect(await colourInList(ben, "Ben")).toBe(after);
});

test("a name in the list leads to where the person is in the text", async ({ ana, ben }) => {
  const id = await longDocument(ana);
  await ben.opens(id);
  await ben.goesToTheStart();
  const list = await opensPeople(ben);
  await expect(itemOf(list, "Ana")).toContainText("Computer");
  await itemOf(list, "Ana")
    .getByRole("button", { name: /where Ana is/ })
    .click();
  await expect(caretOf(ben, "Ana")).toBeInViewport();
  await expect(caretOf(ben, "Ana")).toHaveAttribute("data-state", "moving");
  await expect(list).toHaveCount(0);
});

test("following goes along with what somebody scrolls, until one scrolls, types or presses Escape", async ({
  ana,
  ben,
}) => {
  const id = await longDocument(ana);
  await ben.opens(id);
  const banner = ben.page.locator(".follow-banner");
  const follows = async () => {
    const list = await opensPeople(ben);
    await list.getByRole("button", { name: "Follow what Ana scrolls" }).click();
    await expect(banner).toHaveText("Following AnaStop");
  };
  const together = async () => {
    await expect(async () => expect(await firstLineSeen(ben)).toBe(await firstLineSeen(ana))).toPass();
  };
  await follows();
  await together();
  await expect(itemOf(await opensPeople(ana), "Ben")).toContainText("Follows you");
  await closesPeople(ana);
  for (const wheel of [-600, 250, -3_000]) {
    await ana.page.mouse.move(700, 500);
    await ana.page.mouse.wheel(0, wheel);
    await together();
  }
  await ben.presses("Escape");
  await expect(banner).toHaveCount(0);

  await follows();
  await ben.page.mouse.move(700, 500);
  await ben.page.mouse.wheel(0, 300);
  await expect(banner).toHaveCount(0);

  await follows();
  await ben.page.getByRole("button", { name: "Stop" }).click();
  await expect(banner).toHaveCount(0);

  await follows();
  await ben.text.focus();
  await expect(banner).toHaveCount(1);
  await ben.types("x");
  await expect(banner).toHaveCount(0);
  const before = await firstLineSeen(ben);
  await ana.page.mouse.wheel(0, 500);
  await expect.poll(() => firstLineSeen(ana)).not.toBe(before);
  expect(await firstLineSeen(ben)).toBe(before);
});

test("whoever leaves the keys for a minute is idle for the others, and no longer with the next key", async ({
  invites,
  ben,
}) => {
  const ana = await invites("Ana");
  await ana.page.clock.install();
  const id = await ana.makesDocument("Idle");
  await ana.opens(id);
  await ben.opens(id);
  await ana.types("still here");
  await expect(caretOf(ben, "Ana")).toHaveAttribute("data-idle", "false");
  await minutesPass(ana, 1.1);
  await expect(caretOf(ben, "Ana")).toHaveAttribute("data-idle", "true");
  const list = await opensPeople(ben);
  await expect(itemOf(list, "Ana")).toContainText("Idle");
  await ana.types(".");
  await expect(itemOf(list, "Ana")).not.toContainText("Idle");
  await expect(caretOf(ben, "Ana")).toHaveAttribute("data-idle", "false");
});

test("the tint of a selection fades when its owner rests", async ({ ana, invites }) => {
  const id = await ana.makesDocument("Tint");
  await ana.opens(id);
  await ana.types("a few words");
  const ben = await invites("Ben");
  await ben.page.clock.install();
  await ben.opens(id);
  await ana.presses("Control+a");
  const tint = ben.page.locator(".remote-selection");
  await expect(tint).toHaveText("a few words");
  await expect(tint).not.toHaveClass(/is-still/);
  await ben.page.clock.fastForward(11_000);
  await expect(tint).toHaveClass(/is-still/);
  await ana.presses("ArrowLeft");
  await ana.presses("Shift+ArrowRight");
  await expect(tint).not.toHaveClass(/is-still/);
});

test("who hides has no caret for the others, who read that it is hidden, also after a reload", async ({ ana, ben }) => {
  const id = await ana.makesDocument("Quiet");
  await ana.opens(id);
  await ben.opens(id);
  await ben.goesToTheEnd();
  await expect(caretOf(ana, "Ben")).toHaveCount(1);
  const bens = await opensPeople(ben);
  await bens.getByLabel("Hide my caret").check();
  await expect(itemOf(bens, "Ben")).toContainText("Hidden");
  await closesPeople(ben);
  await expect(caretOf(ana, "Ben")).toHaveCount(0);
  await ben.goesToTheEnd();
  await ben.types("unseen hand");
  await ana.sees("unseen hand");
  await expect(caretOf(ana, "Ben")).toHaveCount(0);
  const anas = await opensPeople(ana);
  await expect(itemOf(anas, "Ben")).toContainText("Hidden");
  await expect(itemOf(anas, "Ben").getByRole("button", { name: /Follow/ })).toHaveCount(0);
  await ben.page.reload();
  await ben.sees("unseen hand");
  await ben.goesToTheEnd();
  await expect(itemOf(anas, "Ben")).toContainText("Hidden");
  await expect(caretOf(ana, "Ben")).toHaveCount(0);
  await closesPeople(ana);
  await (await opensPeople(ben)).getByLabel("Hide my caret").uncheck();
  await closesPeople(ben);
  await ben.goesToTheEnd();
  await expect(caretOf(ana, "Ben")).toHaveCount(1);
});

test("who leaves is gone from text and list, and who comes back is there again", async ({ ana, ben }) => {
  const id = await ana.makesDocument("Leaving");
  await ana.opens(id);
  await ben.opens(id);
  await ben.goesToTheEnd();
  await expect(caretOf(ana, "Ben")).toHaveCount(1);
  await ben.page.goto("about:blank");
  await expect(caretOf(ana, "Ben")).toHaveCount(0);
  await expect(ana.page.getByRole("button", { name: /1 person/ })).toBeVisible();
  await ben.opens(id);
  await expect(ana.page.getByRole("button", { name: /2 people/ })).toBeVisible();
});

test("on a phone the list is a sheet, and the others read that it is a phone", async ({ invites, ana }) => {
  const ben = await invites("Ben", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const id = await ana.makesDocument("Phone");
  await ana.opens(id);
  await ben.opens(id);
  await expect(itemOf(await opensPeople(ana), "Ben")).toContainText("Phone");
  const sheet = await opensPeople(ben);
  await expect(itemOf(sheet, "Ana")).toContainText("Computer");
  await sheet.getByRole("button", { name: /^Your colour/ }).click();
  const box = await sheet.getByRole("button", { name: "dark teal" }).boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(44);
  expect(box?.width).toBeGreaterThanOrEqual(44);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the list is used by keyboard alone, and axe finds nothing serious in it (${colorScheme})`, async ({
    invites,
    ben,
  }) => {
    const ana = await invites("Ana", { colorScheme });
    const id = await ana.makesDocument("Keys");
    await ana.opens(id);
    await ben.opens(id);
    await ben.goesToTheEnd();
    await ana.page.getByRole("button", { name: /2 people/ }).focus();
    await ana.presses("Enter");
    const list = ana.page.getByRole("dialog");
    await expect(list.getByRole("heading")).toBeFocused();
    await ana.presses("Tab");
    await expect(list.getByRole("button", { name: /^Your colour/ })).toBeFocused();
    await ana.presses("Enter");
    await ana.presses("Tab", 2);
    await expect(list.getByRole("button", { name: "dark red", exact: true })).toBeFocused();
    await ana.presses("Enter");
    await expect(list.getByRole("button", { name: "dark red, your colour" })).toBeFocused();
    await expect(list.getByRole("button", { name: "Your colour: dark red" })).toBeVisible();
    const { violations } = await new AxeBuilder({ page: ana.page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
    await list.getByRole("button", { name: "Follow what Ben scrolls" }).focus();
    await ana.presses("Enter");
    await expect(ana.page.getByRole("status").filter({ hasText: "Following Ben" })).toBeVisible();
    await expect(ana.page.getByRole("button", { name: /2 people/ })).toBeFocused();
    await ana.presses("Escape");
    await expect(ana.page.locator(".follow-banner")).toHaveCount(0);
  });
}
