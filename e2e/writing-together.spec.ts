import { agree, expect, type Person, test } from "./people.ts";

/** Letters that tell whose they are. */
function letters(alphabet: string, count: number): string {
  return Array.from({ length: count }, (_, index) => alphabet[index % alphabet.length]).join("");
}

function only(text: string, alphabet: string): string {
  return [...text].filter((letter) => alphabet.includes(letter)).join("");
}

test("two people type into one paragraph at the same time and no letter is lost", async ({ ana, ben }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await ana.types("start");
  await ben.sees("start");
  await ana.goesToTheStart();
  await ben.goesToTheEnd();
  const anas = letters("abcdefgh", 200);
  const bens = letters("QRSTUVWX", 200);
  await Promise.all([ana.types(anas), ben.types(bens)]);
  const text = await agree([ana, ben], id);
  expect(text).toBe(`${anas}start${bens}`);
});

test("three people type at one place of one line and no letter is lost", async ({ ana, ben, cem }) => {
  const id = await ana.makesDocument();
  const people: [Person, string][] = [
    [ana, "abcdefgh"],
    [ben, "QRSTUVWX"],
    [cem, "12345678"],
  ];
  for (const [person] of people) await person.opens(id);
  await ana.types("()");
  for (const [person] of people) {
    await person.sees("()");
    await person.goesToTheEnd();
    await person.presses("ArrowLeft");
  }
  await Promise.all(people.map(([person, alphabet]) => person.types(letters(alphabet, 200))));
  const text = await agree(
    people.map(([person]) => person),
    id,
  );
  expect(text).toHaveLength(602);
  for (const [, alphabet] of people) expect(only(text, alphabet)).toBe(letters(alphabet, 200));
});

test("lines typed as fast as the keys come keep their letters in order, also in a page that was just opened", async ({
  ana,
}) => {
  const lines = ["Harvest festival", "We meet", "ask Cem", "who brings lamps", "bread"];
  for (let time = 0; time < 8; time++) {
    const id = await ana.makesDocument();
    await ana.opens(id);
    await ana.types(lines[0] ?? "");
    // The first letter of a line comes before the line was first drawn; it has gone astray there before.
    for (const line of lines.slice(1)) await Promise.all([ana.presses("Enter"), ana.types(line)]);
    expect(await ana.reads()).toBe(lines.join("\n"));
  }
});

test("each sees the other's caret with the other's name, in the people list too, and it goes when they go", async ({
  ana,
  ben,
}) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await ana.types("Ana was here");
  await ben.sees("Ana was here");
  const anasCaret = ben.page.locator(".remote-caret");
  await expect(anasCaret).toHaveCount(1);
  await expect(anasCaret).toHaveAttribute("data-name", "Ana");
  const place = await anasCaret.boundingBox();
  await ana.goesToTheStart();
  await expect(async () => expect((await anasCaret.boundingBox())?.x).toBeLessThan((place?.x ?? 0) - 20)).toPass();
  await ben.page.getByRole("button", { name: /2 people/ }).click();
  await expect(ben.page.getByRole("listitem").filter({ hasText: "Ana" })).toBeVisible();
  await ben.presses("Escape");
  await ana.page.close();
  await expect(anasCaret).toHaveCount(0);
  await expect(ben.page.getByRole("button", { name: /1 person/ })).toBeVisible();
});

test("the chip says to how many others the edits went, and does not when nobody is here", async ({ ana, ben, cem }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ana.types("alone");
  await expect(ana.chip).toHaveText("Saved");
  await ben.opens(id);
  await cem.opens(id);
  await ana.types(" and together");
  await expect(ana.chip).toHaveText("Saved, sent to 2 others");
  await cem.page.close();
  await ben.page.close();
  await expect(ana.chip).toHaveText("Saved");
});
