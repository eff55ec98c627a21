import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { lineOf } from "./line.ts";
import { expect, type Person, test } from "./people.ts";

const panelOf = ({ page }: Person): Locator => page.getByRole("complementary", { name: "Chat" });
const logOf = (person: Person): Locator => panelOf(person).getByRole("log");
const fieldOf = (person: Person): Locator => panelOf(person).getByRole("textbox", { name: "Your line" });
const doorOf = ({ page }: Person): Locator => page.locator(".chat-door").getByRole("button");

async function opensChat(person: Person): Promise<void> {
  await doorOf(person).click();
  await expect(panelOf(person)).toBeVisible();
}

async function says(person: Person, words: string): Promise<void> {
  await fieldOf(person).fill(words);
  await fieldOf(person).press("Enter");
}

async function hears(person: Person, words: string): Promise<void> {
  await expect(logOf(person)).toContainText(words);
}

async function faults(person: Person): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

/** Ana's document, open for her and the others. */
async function together(ana: Person, ...others: Person[]): Promise<string> {
  const id = await ana.makesDocument("Plan");
  for (const person of [ana, ...others]) await person.opens(id);
  return id;
}

test("three people talk: each hears the others, who comes later hears nothing from before", async ({
  ana,
  ben,
  cem,
}) => {
  const id = await together(ana, ben);
  await opensChat(ana);
  await expect(panelOf(ana)).toContainText("Only people here now see this. Nothing is kept.");
  await expect(logOf(ana)).toContainText("Nothing was said while you were here.");
  await opensChat(ben);
  await fieldOf(ben).pressSequentially("Shall we ");
  await expect(panelOf(ana)).toContainText("Ben is typing…");
  await fieldOf(ben).pressSequentially("begin?");
  await fieldOf(ben).press("Enter");
  await hears(ana, "Shall we begin?");
  await hears(ben, "Shall we begin?");
  await expect(fieldOf(ben)).toHaveValue("");
  await expect(panelOf(ana)).not.toContainText("is typing");
  await expect(logOf(ana).locator(".chat-name")).toHaveText(["Ben"]);
  await expect(logOf(ben).locator(".chat-name")).toHaveText(["You"]);

  await cem.opens(id);
  await expect(logOf(ana)).toContainText("Cem came");
  await opensChat(cem);
  await says(ana, "Welcome, Cem");
  await hears(cem, "Welcome, Cem");
  await hears(ben, "Welcome, Cem");
  expect(await logOf(cem).textContent()).not.toContain("Shall we begin?");
});

test("a reload gives back what was said in one's presence, meanwhile too; and nothing to who loads the page anew", async ({
  ana,
  ben,
  cem,
}) => {
  const id = await together(ana, ben);
  await opensChat(ana);
  await says(ana, "before the reload");
  await ben.page.goto("about:blank");
  await says(ana, "while Ben is away");
  await ben.opens(id);
  await opensChat(ben);
  await hears(ben, "before the reload");
  await hears(ben, "while Ben is away");
  await cem.opens(id);
  await opensChat(cem);
  await says(ana, "to all");
  await hears(cem, "to all");
  expect(await logOf(cem).textContent()).not.toContain("away");
});

test("who loses access hears nothing more, and what was said leaves the screen", async ({ ana, ben, cem }) => {
  const id = await ana.makesDocument("Plan");
  for (const person of [ana, ben, cem]) await person.opens(id);
  for (const person of [ana, ben, cem]) await opensChat(person);
  await says(ana, "to both");
  await hears(ben, "to both");
  await fieldOf(ben).fill("half a thought");
  const frames: string[] = [];
  ben.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(payload.toString())));
  await ana.asks("DELETE", `/documents/${id}/sharing/people/${ben.memberId}`);
  await expect(ben.page.getByText("took your access to this document away")).toBeVisible();
  await says(ana, "secret");
  await hears(cem, "secret");
  await expect(panelOf(ben)).toHaveCount(0);
  expect(await ben.page.content()).not.toContain("to both");
  expect(await ben.page.content()).not.toContain("secret");
  expect(frames.join()).not.toContain("secret");
});

test("a viewer and the readers of an archived document talk too", async ({ ana, ben }) => {
  const id = await ana.makesDocument("Plan");
  await ana.shares(id, ben, "viewer");
  await ana.opens(id);
  await ben.page.goto(`${ben.server.url}/d/${id}`);
  await expect(ben.text).toBeVisible();
  await opensChat(ana);
  await opensChat(ben);
  await says(ben, "I only read, and talk");
  await hears(ana, "I only read, and talk");
  await ana.asks("POST", `/documents/${id}/archive`);
  await expect(ben.page.getByText(/^Archived by Ana /).first()).toBeVisible();
  await says(ana, "finished");
  await hears(ben, "finished");
});

test("what was not seen is counted, on the door and in the tab's title, and a mention stands out", async ({
  ana,
  ben,
}) => {
  await together(ana, ben);
  await opensChat(ben);
  await says(ben, "first");
  await expect(doorOf(ana)).toHaveAccessibleName("Chat, 1 new line");
  await fieldOf(ben).pressSequentially("@an");
  await expect(panelOf(ben).getByRole("option", { name: "Ana" })).toHaveAttribute("aria-selected", "true");
  await fieldOf(ben).press("Enter");
  await expect(fieldOf(ben)).toHaveValue("@Ana ");
  await fieldOf(ben).pressSequentially("look at this: https://example.org/a.");
  await fieldOf(ben).press("Enter");
  await expect(doorOf(ana)).toHaveAccessibleName("Chat, 2 new lines, you are mentioned");
  await expect(ana.page).toHaveTitle(/^\(2\) Plan/);
  await expect(ana.page.getByRole("status").filter({ hasText: "Ben mentions you in the chat." })).toHaveCount(1);
  await opensChat(ana);
  await expect(doorOf(ana)).toHaveAccessibleName("Chat");
  await expect(ana.page).toHaveTitle(/^Plan/);
  await expect(logOf(ana).locator(".chat-mention")).toHaveText("@Ana");
  const link = logOf(ana).getByRole("link");
  await expect(link).toHaveAttribute("href", "https://example.org/a");
  await expect(link).toHaveAttribute("rel", /noopener/);
});

test("a line points at words of the text, and a press on it goes there", async ({ ana, ben }) => {
  await together(ana, ben);
  for (let line = 0; line < 60; line++) {
    await ana.types(line === 2 ? "the words that matter" : `line ${line}`);
    await ana.presses("Enter");
  }
  await ben.sees("line 59");
  await ana.text.locator("p", { hasText: "the words that matter" }).click({ clickCount: 3 });
  await opensChat(ana);
  await panelOf(ana).getByRole("button", { name: "Point to the words selected in the text" }).click();
  await expect(panelOf(ana).locator(".chat-form .passage-chip")).toBeVisible();
  await says(ana, "These?");
  await opensChat(ben);
  await ben.page.mouse.wheel(0, 5_000);
  await says(ben, "Which?");
  const chip = logOf(ben).getByRole("button", { name: /^Show in the text/ });
  await ben.page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(ben.text.locator("p", { hasText: "the words that matter" })).not.toBeInViewport();
  await chip.click();
  await expect(ben.text.locator("p", { hasText: "the words that matter" })).toBeInViewport();
  expect(await ben.page.evaluate(() => CSS.highlights.has("passage"))).toBe(true);
  await expect(async () => expect(await ben.page.evaluate(() => CSS.highlights.has("passage"))).toBe(false)).toPass();

  await ana.text.click();
  await ana.presses("Control+a");
  await ana.presses("Delete");
  await ben.readsExactly("");
  await chip.click();
  await expect(logOf(ben).getByText("These words are not in the text any more.")).toBeVisible();
});

test("without a connection the words stay in the field, and are said once it is back", async ({ ana, ben }) => {
  const id = await ana.makesDocument("Plan");
  const line = await lineOf(ben);
  await ana.opens(id);
  await ben.opens(id);
  await opensChat(ana);
  await opensChat(ben);
  await line.cut();
  await expect(panelOf(ben)).toContainText("Not connected. What you type stays here.");
  await says(ben, "can you hear me");
  await expect(panelOf(ben)).toContainText("Nobody heard this: there was no connection. It stays here.");
  await expect(fieldOf(ben)).toHaveValue("can you hear me");
  await says(ana, "while Ben is cut off");
  line.mend();
  await hears(ben, "while Ben is cut off");
  await expect(fieldOf(ben)).toHaveValue("can you hear me");
  await fieldOf(ben).press("Enter");
  await hears(ana, "can you hear me");
});

test("what is too long or too fast is not said, and stays with its writer", async ({ ana, ben }) => {
  await together(ana, ben);
  await opensChat(ana);
  await fieldOf(ana).fill("x".repeat(1_900));
  await expect(panelOf(ana)).toContainText("100 characters left");
  await fieldOf(ana).fill("x".repeat(2_001));
  await expect(panelOf(ana)).toContainText("1 character too many.");
  await fieldOf(ana).press("Enter");
  await expect(fieldOf(ana)).toHaveValue("x".repeat(2_001));
  await opensChat(ben);
  for (let count = 1; count <= 12; count++) await says(ana, `quick ${count}`);
  await expect(panelOf(ana)).toContainText("Nobody heard this: that was too fast.");
  await expect(fieldOf(ana)).toHaveValue(/quick 12$/);
  await hears(ben, "quick 1");
  expect(await logOf(ben).textContent()).not.toContain("quick 12");
});

test("everything is done by keyboard, and Escape gives it back to the text", async ({ ana, ben }) => {
  await together(ana, ben);
  await ana.text.focus();
  await ana.types("writing");
  await ana.presses("Control+Alt+Enter");
  await expect(fieldOf(ana)).toBeFocused();
  await ana.types("two lines");
  await ana.presses("Shift+Enter");
  await ana.types("of one");
  await ana.presses("Enter");
  await hears(ana, "two lines\nof one");
  await expect(fieldOf(ana)).toBeFocused();
  await ana.types("@b");
  await expect(panelOf(ana).getByRole("listbox")).toBeVisible();
  await ana.presses("Escape");
  await expect(panelOf(ana).getByRole("listbox")).toHaveCount(0);
  await expect(fieldOf(ana)).toBeFocused();
  await ana.presses("Escape");
  await expect(ana.text).toBeFocused();
  await expect(panelOf(ana)).toBeVisible();
  await ana.types(" on");
  await ana.readsExactly("writing on");
  await ana.presses("Control+Alt+Enter");
  await expect(fieldOf(ana)).toBeFocused();
  await expect(fieldOf(ana)).toHaveValue("@b");

  await ana.presses("Shift+Tab");
  const keep = logOf(ana).getByRole("button", { name: /^Keep as comment/ });
  await expect(keep).toBeFocused();
  await expect(keep).toHaveAttribute("aria-disabled", "true");
  await expect(keep).toHaveAccessibleName(/there are no comments so far/);
  await ana.presses("Enter");
  await expect(logOf(ana).getByText("Not possible yet")).toBeVisible();
  await ana.presses("Control+Alt+Enter");
  await expect(panelOf(ana)).toHaveCount(0);
  await expect(ana.text).toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in the chat (${colorScheme})`, async ({ invites }) => {
    const [ana, ben] = [await invites("Ana", { colorScheme }), await invites("Ben")];
    await together(ana, ben);
    await opensChat(ana);
    expect(await faults(ana)).toEqual([]);
    await opensChat(ben);
    await ben.text.click();
    await ben.types("pointed at");
    await ben.presses("Control+a");
    await panelOf(ben).getByRole("button", { name: "Point to the words selected in the text" }).click();
    await fieldOf(ben).fill("");
    await fieldOf(ben).pressSequentially("@A");
    await fieldOf(ben).press("Tab");
    await fieldOf(ben).pressSequentially("see www.example.org");
    await fieldOf(ben).press("Enter");
    await hears(ana, "see www.example.org");
    await fieldOf(ana).pressSequentially("@");
    await expect(panelOf(ana).getByRole("listbox")).toBeVisible();
    await ana.page.mouse.move(600, 80);
    await ana.page.mouse.move(620, 84);
    await expect(ana.page.getByRole("toolbar")).toHaveCSS("opacity", "1");
    expect(await faults(ana)).toEqual([]);
  });
}

test("on a phone the chat is a drawer with large targets, over which the text stays in sight", async ({
  invites,
  ben,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
  const ana = await invites("Ana", phone);
  const id = await ana.makesDocument("A rather long title over a small screen");
  await ana.opens(id);
  await ben.opens(id);
  await opensChat(ben);
  await says(ben, "on the way?");
  await expect(doorOf(ana)).toHaveAccessibleName("Chat, 1 new line");
  await expect(doorOf(ana)).toBeInViewport({ ratio: 1 });
  await doorOf(ana).tap();
  await hears(ana, "on the way?");
  await expect(fieldOf(ana)).not.toBeFocused();
  await ben.text.click();
  for (let line = 0; line < 40; line++) {
    await ben.types(`line ${line}`);
    await ben.presses("Enter");
  }
  await ben.text.locator("p", { hasText: "line 20" }).click({ clickCount: 3 });
  await panelOf(ben).getByRole("button", { name: "Point to the words selected in the text" }).click();
  await says(ben, "here");
  await logOf(ana)
    .getByRole("button", { name: /^Show in the text/ })
    .tap();
  const top = (await panelOf(ana).boundingBox())?.y ?? 0;
  await expect(async () => {
    const words = await ana.text.locator("p", { hasText: "line 20" }).boundingBox();
    expect(words?.y).toBeGreaterThan(50);
    expect((words?.y ?? 0) + (words?.height ?? 0)).toBeLessThan(top);
  }).toPass({ timeout: 10_000 });
  await fieldOf(ana).tap();
  await ana.types("Yes");
  await panelOf(ana).getByRole("button", { name: "Say it" }).tap();
  await hears(ben, "Yes");
  expect(top).toBeGreaterThan(200);
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await logOf(ana).locator(".chat-line").last().tap();
  const small = await panelOf(ana).evaluate((panel) =>
    [...panel.querySelectorAll("a, button")]
      .filter((element) => element.checkVisibility({ opacityProperty: true }))
      .map((element) => ({ what: element.outerHTML.slice(0, 80), height: element.getBoundingClientRect().height }))
      .filter(({ height }) => height < 44),
  );
  expect(small).toEqual([]);
  // Disabled as it is, it is pressed: there are no tooltips for fingers.
  await logOf(ana)
    .getByRole("button", { name: /^Keep as comment/ })
    .last()
    .tap({ force: true });
  await expect(logOf(ana).getByText("Not possible yet")).toBeVisible();
  await expect(logOf(ana).getByText("Not possible yet")).toBeInViewport({ ratio: 1 });
  await panelOf(ana).getByRole("button", { name: "Close the chat" }).tap();
  await expect(panelOf(ana)).toHaveCount(0);
});
