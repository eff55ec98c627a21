import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./people.ts";

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious on the library and the document page (${colorScheme})`, async ({
    invites,
    server,
  }) => {
    const person = await invites("Ana", { colorScheme });
    const other = await invites("Ben");
    const id = await person.makesDocument(`Read by everybody, ${colorScheme}`);
    await person.page.goto(server.url);
    await expect(person.page.getByRole("link", { name: `Read by everybody, ${colorScheme}` })).toBeVisible();
    expect(await seriousFaults(person.page)).toEqual([]);

    await person.opens(id);
    await other.opens(id);
    await person.types("# Heading");
    await person.presses("Enter");
    await person.types("[ ] a task");
    await person.presses("Enter", 2);
    await person.types("some text");
    await other.sees("some text");
    await other.goesToTheEnd();
    await expect(person.page.locator(".remote-caret")).toHaveCount(1);
    // The toolbar steps back while somebody types; it returns with the pointer.
    await person.page.mouse.move(600, 80);
    await person.page.mouse.move(620, 84);
    await expect(person.page.getByRole("toolbar")).toHaveCSS("opacity", "1");
    expect(await seriousFaults(person.page)).toEqual([]);
    await person.chip.click();
    await expect(person.page.getByRole("dialog")).toBeVisible();
    expect(await seriousFaults(person.page)).toEqual([]);
  });
}

test("everything on the document page is reached by keyboard, and the text lets go of it", async ({ ana, server }) => {
  const id = await ana.makesDocument("Keys");
  await ana.page.goto(`${server.url}/d/${id}`);
  await expect(ana.text).toBeFocused();
  await ana.types("bold");
  await ana.presses("Control+a");
  await ana.presses("Alt+F10");
  await expect(ana.page.getByRole("toolbar").locator(":focus")).toHaveCount(1);
  await expect(async () => {
    await ana.presses("ArrowRight");
    await expect(ana.page.getByRole("button", { name: "Bold" })).toBeFocused({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await ana.presses("Enter");
  await expect(ana.text.locator("strong")).toHaveText("bold");
  await ana.presses("Escape");
  await expect(ana.text).toBeFocused();

  await ana.page.reload();
  await expect(ana.text).toBeVisible();
  const reached: string[] = [];
  for (let step = 0; step < 10; step++) {
    await ana.presses("Tab");
    reached.push(
      await ana.page.evaluate(() => {
        const at = document.activeElement;
        return at?.getAttribute("aria-label") ?? at?.textContent ?? "";
      }),
    );
  }
  const path = reached.join(" > ");
  expect(path).toContain("Skip to the content");
  expect(path).toContain("Back to your documents");
  expect(path).toContain("Title");
  expect(path).toContain("Saved");
  expect(path).toContain("1 person");
  expect(path).toContain("Share");
  expect(path).toContain("Menu of this document");
  expect(path).toContain("Menu of Ana");
});
