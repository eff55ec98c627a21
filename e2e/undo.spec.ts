import { agree, expect, test } from "./people.ts";

test("undo takes back one's own words and never the other's, and redo brings them again", async ({ ana, ben }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await ana.types("from Ana");
  await ben.sees("from Ana");
  await ben.goesToTheEnd();
  await ben.types(", from Ben");
  await ana.sees("from Ana, from Ben");
  await ana.text.focus();
  await ana.presses("Control+z");
  await ben.readsExactly(", from Ben");
  await ana.presses("Control+z", 5);
  expect(await agree([ana, ben], id)).toBe(", from Ben");
  await ana.presses("Control+Shift+z");
  await ben.readsExactly("from Ana, from Ben");
  await agree([ana, ben], id);
});
