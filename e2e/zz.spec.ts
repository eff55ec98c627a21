import { expect, test } from "./people.ts";
test("arrows", async ({ ana, ben }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await ana.text.focus();
  await ana.types("x".repeat(80));
  await ben.sees("xxxx");
  await ana.goesToTheStart();
  await ben.goesToTheStart();
  let lost = 0;
  for (let round = 0; round < 6; round++) {
    await ana.presses("Home");
    await ana.page.waitForTimeout(200);
    await Promise.all([ana.presses("ArrowRight", 70), ben.presses(round % 2 ? "ArrowLeft" : "ArrowRight", 70)]);
    await ana.page.waitForTimeout(200);
    const place = await ana.page.evaluate(() => {
      const s = window.getSelection()!;
      const r = document.createRange();
      r.setStart(document.querySelector(".tiptap p")!, 0);
      r.setEnd(s.anchorNode!, s.anchorOffset);
      return r.toString().length;
    });
    lost += 70 - place;
  }
  console.log("LOST", lost);
  expect(lost).toBeLessThan(1000);
});
