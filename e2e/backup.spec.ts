import { expect, test } from "./people.ts";
import { serverIsDown } from "./problems.ts";
import { keepsTyping, wordsOf } from "./typing.ts";

test.use({ ownServer: true });

test("a backup taken while two people type holds what they had seen, and their pages keep apart from it and hand back what only they hold", async ({
  ana,
  ben,
  cem,
  server,
}) => {
  for (const person of [ana, ben, cem]) person.problems.expects(serverIsDown);
  const id = await ana.makesDocument("Diary");
  await ana.opens(id);
  await ben.opens(id);
  await ana.shares(id, cem, "editor");
  await ana.types("first");
  await ana.presses("Enter");
  await ben.sees("first\n");
  await ana.goesToTheStart();
  await ben.goesToTheEnd();

  const anas = keepsTyping(ana, "a");
  const bens = keepsTyping(ben, "b");
  await ben.sees("a5 ");
  await ana.sees("b5 ");
  const seenByBen = wordsOf(await ben.reads(), "a");
  const seenByAna = wordsOf(await ana.reads(), "b");
  const backup = await server.backsUp();
  // A word begun now was not there when the backup was made, for neither of them.
  const at = wordsOf(await ana.reads(), "a").length + 3;
  await ben.sees(`a${at} `);
  const counts = [await anas.stop(), await bens.stop()];
  await ana.isSaved();
  await ben.isSaved();

  await server.goesBackTo(backup);
  for (const person of [ana, ben]) {
    await expect(person.page.getByText("The server was set back to an earlier state")).toBeVisible();
    await expect(person.text).toHaveAttribute("contenteditable", "false");
    const held = await person.reads();
    expect(wordsOf(held, "a")).toHaveLength(counts[0] ?? 0);
    expect(wordsOf(held, "b")).toHaveLength(counts[1] ?? 0);
  }
  const restored = await cem.asksTheServer(id);
  expect(wordsOf(restored, "a")).toEqual(expect.arrayContaining(seenByBen));
  expect(wordsOf(restored, "b")).toEqual(expect.arrayContaining(seenByAna));
  expect(restored).not.toContain(`a${at} `);

  await ana.page.getByRole("button", { name: "Keep a copy" }).click();
  await ana.page.getByRole("button", { name: "Keep as a new document" }).click();
  await expect(ana.title).toHaveValue("Diary (kept copy)");
  await ana.isSaved();
  const kept = await ana.asksTheServer(ana.page.url().split("/").at(-1) ?? "");
  expect(wordsOf(kept, "a")).toHaveLength(counts[0] ?? 0);
  expect(wordsOf(kept, "b")).toHaveLength(counts[1] ?? 0);
  await ben.page.reload();
  await ben.readsExactly(restored);
  expect(await cem.asksTheServer(id)).toBe(restored);
});
