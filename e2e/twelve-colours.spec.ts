import type { Locator } from "@playwright/test";
import { hexOf, type MemberColour } from "../shared/colour.ts";
import { differenceOf, seenAs } from "../shared/colourSight.ts";
import { expect, type Person, test } from "./people.ts";

test.describe("with twelve members", () => {
  test.use({ ownServer: true });

  test("nobody shares a colour, everybody keeps yesterday's on new devices, and red-green blindness still tells all apart", async ({
    browser,
    invites,
    server,
  }) => {
    const names = ["Ana", "Ben", "Cem", "Dora", "Emil", "Fay", "Gil", "Hana", "Ivo", "Jana", "Kim", "Lea"];
    const members: Person[] = [];
    for (const name of names) members.push(await invites(name));
    const [ana] = members;
    if (ana === undefined) throw new Error("Nobody is here.");
    const id = await ana.makesDocument("Twelve");
    for (const other of members.slice(1)) await ana.shares(id, other, "editor");
    const yesterday = await coloursOnServer(ana, id);
    expect(new Set(Object.values(yesterday)).size).toBe(12);
    const travellers = members.slice(3, 6);
    for (const { name, context } of travellers) {
      const answer = await context.request.post(`${server.url}/api/accounts`, {
        data: { name, email: `${name}@example.org`, password },
        headers: { origin: server.url },
      });
      expect(answer.ok(), await answer.text()).toBe(true);
    }

    await server.restart();
    const pages = [];
    for (const { name } of travellers) {
      const context = await browser.newContext();
      const answer = await context.request.post(`${server.url}/api/sign-in`, {
        data: { email: `${name}@example.org`, password },
        headers: { origin: server.url },
      });
      expect(answer.ok(), await answer.text()).toBe(true);
      const page = await context.newPage();
      await page.goto(`${server.url}/d/${id}`);
      pages.push({ name, page });
    }
    for (const { page } of pages) await expect(page.getByRole("button", { name: /3 people/ })).toBeVisible();
    expect(await coloursOnServer(ana, id)).toEqual(yesterday);
    for (const { page } of pages) {
      await page.getByRole("button", { name: /here now/ }).click();
      for (const { name } of travellers) {
        const avatar = page.getByRole("dialog").getByRole("listitem").filter({ hasText: name }).locator(".avatar");
        await expect(avatar).toHaveCSS("--in-light", yesterday[name] ?? "");
      }
    }
    for (const { page } of pages) await page.context().close();

    for (const colorScheme of ["light", "dark"] as const) {
      await ana.page.emulateMedia({ colorScheme });
      await ana.page.goto(`${server.url}/d/${id}`);
      await ana.page.getByRole("button", { name: "Share" }).click();
      const avatars = ana.page.getByRole("dialog").locator(".avatar[data-member-colour]");
      await expect(avatars).toHaveCount(12);
      let normal: string[] = [];
      const devtools = await ana.context.newCDPSession(ana.page);
      for (const type of ["none", "deuteranopia", "protanopia"] as const) {
        await devtools.send("Emulation.setEmulatedVisionDeficiency", { type });
        const seen: string[] = [];
        for (const avatar of await avatars.all()) seen.push(await colourOnScreen(ana, avatar));
        if (type === "none") normal = seen;
        else expect(seen).not.toEqual(normal);
        expect(leastDifference(seen), `${colorScheme}, ${type}: ${seen.join(" ")}`).toBeGreaterThanOrEqual(9);
      }
    }
  });
});

const password = "correct horse battery staple";

async function coloursOnServer(person: Person, id: string): Promise<Record<string, string>> {
  const { members } = (await person.asks("GET", `/documents/${id}`)) as {
    members: { name: string; color: MemberColour }[];
  };
  return Object.fromEntries(members.map(({ name, color }) => [name, hexOf(color)]));
}

/** The colour of an avatar as it comes out of the browser, beside its letters. */
async function colourOnScreen(person: Person, avatar: Locator): Promise<string> {
  const picture = (await avatar.screenshot({ animations: "disabled" })).toString("base64");
  // A page without the product's rules of what may be loaded.
  const reader = await person.context.newPage();
  try {
    return await reader.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext("2d");
      if (context === null) throw new Error("There is no canvas.");
      context.drawImage(image, 0, 0);
      const { data: pixel } = context.getImageData(Math.round(image.width / 2), Math.round(image.height * 0.86), 1, 1);
      return `#${[...pixel.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
    }, picture);
  } finally {
    await reader.close();
  }
}

function leastDifference(seen: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [index, one] of seen.entries()) {
    for (const two of seen.slice(0, index)) {
      least = Math.min(least, differenceOf(seenAs(one, "normal"), seenAs(two, "normal")));
    }
  }
  return least;
}
