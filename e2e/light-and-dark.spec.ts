import { expect, test } from "./people.ts";

for (const [colorScheme, paper] of [
  ["light", "rgb(255, 255, 255)"],
  ["dark", "rgb(34, 33, 32)"],
] as const) {
  test(`the paper is ${colorScheme} where the system is`, async ({ invites }) => {
    const person = await invites("Ana", { colorScheme });
    const id = await person.makesDocument();
    await person.opens(id);
    await expect(person.page.locator(".paper")).toHaveCSS("background-color", paper);
  });
}

test("the interface speaks German to a German browser, from the same catalogue", async ({ invites }) => {
  const person = await invites("Ana", { locale: "de-DE" });
  const id = await person.makesDocument();
  await person.page.goto(`${person.server.url}/d/${id}`);
  await expect(person.chip).toHaveText("Gespeichert");
});
