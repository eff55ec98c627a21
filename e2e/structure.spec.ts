import { agree, expect, type Person, test } from "./people.ts";

async function together(people: Person[], id: string, text: string): Promise<void> {
  const [first] = people;
  for (const person of people) await person.opens(id);
  await first?.types(text);
  for (const person of people) await person.sees(text);
}

test("both press Enter at the same place and all screens agree", async ({ ana, ben }) => {
  const id = await ana.makesDocument();
  await together([ana, ben], id, "left right");
  await ana.goesBehind(4);
  await expect(ben.page.locator(".remote-caret")).toHaveCount(1);
  await ben.goesBehind(4);
  await expect(ana.page.locator(".remote-caret")).toHaveCount(1);
  await Promise.all([ana.presses("Enter"), ben.presses("Enter")]);
  await Promise.all([ana.types("A"), ben.types("B")]);
  const text = await agree([ana, ben], id);
  expect(text).toContain("left");
  expect(text).toContain("right");
  expect(text).toContain("A");
  expect(text).toContain("B");
});

test("one makes a list while the other goes on typing in it, and all screens agree", async ({ ana, ben }) => {
  const id = await ana.makesDocument();
  await together([ana, ben], id, "milk");
  await ben.goesToTheEnd();
  await ana.goesToTheStart();
  await Promise.all([ana.types("- "), ben.types(" and bread")]);
  const text = await agree([ana, ben], id);
  expect(text).toContain("milk");
  await expect(ana.text.locator("ul li")).toHaveCount(1);
  await expect(ben.text.locator("ul li")).toHaveCount(1);
});

test("headings, lists, tasks and quotes made by typing arrive at the other", async ({ ana, ben }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await ana.types("# Plan");
  await ana.presses("Enter");
  await ana.types("[ ] buy seeds");
  await ana.presses("Enter", 2);
  await ana.types("> as she said");
  await expect(ben.text.locator("h1")).toHaveText("Plan");
  await expect(ben.text.locator("ul[data-type='taskList'] li p")).toHaveText("buy seeds");
  await expect(ben.text.locator("blockquote")).toHaveText("as she said");
  await agree([ana, ben], id);
});
