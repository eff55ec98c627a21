import { expect, type Person, test } from "./people.ts";

/** Whether the caret's line is what one sees at its place, and no bar over it. */
async function seesOwnCaret(person: Person): Promise<void> {
  await expect(async () => {
    const found = await person.text.evaluate((text) => {
      const selection = window.getSelection();
      const node = selection?.focusNode;
      const block = node instanceof Element ? node : node?.parentElement;
      if (!block) return "no caret";
      const range = document.createRange();
      range.setStart(selection?.focusNode ?? block, selection?.focusOffset ?? 0);
      const box = range.getClientRects()[0] ?? block.getBoundingClientRect();
      const middle = block.getBoundingClientRect();
      const found = [box.top + 1, box.bottom - 1].map((y) =>
        document.elementFromPoint(middle.left + middle.width / 2, y),
      );
      return (
        found.every((element) => text.contains(element)) ||
        `covered by ${found.map((one) => one?.outerHTML.slice(0, 80)).join(" / ")}`
      );
    });
    expect(found).toBe(true);
  }).toPass({ timeout: 10_000 });
}

const sizes = {
  "a desk": { viewport: { width: 1440, height: 900 } },
  "a phone": { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

for (const [where, options] of Object.entries(sizes)) {
  test(`on ${where} the caret goes under no bar, wherever the keys take it`, async ({ invites }) => {
    const ana = await invites("Ana", options);
    const id = await ana.makesDocument("A long one");
    await ana.opens(id);
    await ana.text.focus();
    for (let line = 0; line < 60; line++) {
      await ana.types(`line ${line}`);
      await ana.presses("Enter");
    }
    await ana.types("the end");
    await seesOwnCaret(ana);
    for (let step = 0; step < 55; step++) {
      await ana.presses("ArrowUp");
      if (step % 6 === 0) await seesOwnCaret(ana);
    }
    for (let step = 0; step < 50; step++) {
      await ana.presses("ArrowDown");
      if (step % 6 === 0) await seesOwnCaret(ana);
    }
  });
}

test("whoever reads on with the caret under a bar is not pulled back by what somebody else types", async ({
  ana,
  ben,
}) => {
  const id = await ana.makesDocument("A long one");
  await ana.opens(id);
  await ana.text.focus();
  for (let line = 0; line < 50; line++) {
    await ana.types(`line ${line}`);
    await ana.presses("Enter");
  }
  await ben.opens(id);
  await ana.goesToTheStart();
  const caretTop = () =>
    ana.text
      .locator("p")
      .first()
      .evaluate((line) => line.getBoundingClientRect().top);
  await expect.poll(caretTop).toBeGreaterThan(100);
  await ana.page.mouse.move(700, 500);
  await ana.page.mouse.wheel(0, Math.round((await caretTop()) - 40));
  await expect.poll(caretTop).toBeLessThan(60);
  const before = await ana.page.evaluate(() => window.scrollY);
  await ben.goesToTheEnd();
  await ben.types("from Ben");
  await ana.sees("from Ben");
  expect(await ana.page.evaluate(() => window.scrollY)).toBe(before);
});

test("no arrow key is lost while somebody else's caret moves in the same line", async ({ ana, ben }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await ana.text.focus();
  await ana.types("x".repeat(60));
  await ben.sees("x".repeat(60));
  await ben.goesToTheStart();
  await expect(ana.page.locator(".remote-caret")).toHaveCount(1);
  for (const back of [false, true, false]) {
    await ana.goesToTheStart();
    await Promise.all([ana.presses("ArrowRight", 50), ben.presses(back ? "ArrowLeft" : "ArrowRight", 50)]);
    await ana.types("|");
    await ben.sees(`${"x".repeat(50)}|`);
    expect((await ana.reads()).indexOf("|")).toBe(50);
    await ana.presses("Backspace");
    await ben.readsExactly("x".repeat(60));
  }
});
