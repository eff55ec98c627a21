import { agree, expect, test } from "./people.ts";
import { serverIsDown } from "./problems.ts";
import { keepsTyping, wordsOf } from "./typing.ts";

test.use({ ownServer: true });

test("the server is killed while both type: nothing that was saved or seen by the other is missing, and both go on", async ({
  ana,
  ben,
  server,
}) => {
  for (const person of [ana, ben]) person.problems.expects(serverIsDown);
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await ana.types("first");
  await ana.presses("Enter");
  await ben.sees("first\n");
  await ana.goesToTheStart();
  await ben.goesToTheEnd();

  for (let round = 0; round < 3; round++) {
    const anas = keepsTyping(ana, `a${round}x`);
    const bens = keepsTyping(ben, `b${round}x`);
    await ben.sees(`a${round}x5 `);
    await ana.sees(`b${round}x5 `);
    await server.kill9();
    // What each has of the other was sent by the server; what the chips called saved is asked for through the screens below.
    const seenByBen = wordsOf(await ben.reads(), `a${round}x`);
    const seenByAna = wordsOf(await ana.reads(), `b${round}x`);
    await expect(ana.chip).not.toHaveText(/^Saved/);
    const counts = [await anas.stop(), await bens.stop()];
    await expect(ana.chip).toHaveText(/only in this tab/);
    await expect(ben.chip).toHaveText(/only in this tab/);
    await server.start();
    const text = await agree([ana, ben], id);
    expect(wordsOf(text, `a${round}x`)).toEqual(expect.arrayContaining(seenByBen));
    expect(wordsOf(text, `b${round}x`)).toEqual(expect.arrayContaining(seenByAna));
    // Both tabs lived on, so that even what was only in them arrives.
    expect(wordsOf(text, `a${round}x`)).toHaveLength(counts[0] ?? 0);
    expect(wordsOf(text, `b${round}x`)).toHaveLength(counts[1] ?? 0);
  }
});

test("what the chip called saved is there after a kill, although its tab is gone", async ({ ana, ben, server }) => {
  for (const person of [ana, ben]) person.problems.expects(serverIsDown);
  const id = await ana.makesDocument();
  await ana.opens(id);
  // Before Ana's tab goes: afterwards she could not share it any more.
  await ana.shares(id, ben, "editor");
  await ana.types("said to be saved");
  await ana.isSaved();
  await server.kill9();
  await ana.context.close();
  await server.start();
  await ben.page.goto(`${server.url}/d/${id}`);
  await ben.readsExactly("said to be saved");
});
