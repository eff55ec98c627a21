import { agree, expect, type Person, test } from "./people.ts";

/** Pastes as the browser does, with what a word processor leaves on the clipboard. */
async function pastes(person: Person, html: string): Promise<void> {
  await person.text.focus();
  await person.text.evaluate((text, markup) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", markup);
    clipboardData.setData("text/plain", "not this");
    text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, html);
}

// That the page's content policy reports nothing is asked of every story, in `people.ts`.
test("what is pasted from Google Docs keeps its formatting and its lists, and nobody's policy complains", async ({
  ana,
  ben,
}) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ben.opens(id);
  await pastes(
    ana,
    `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-7"><p dir="ltr" style="line-height:1.38">` +
      `<span style="font-size:11pt;font-weight:400;font-style:normal">plain </span>` +
      `<span style="font-weight:700">bold</span><span style="font-style:italic"> slanted</span>` +
      `<span style="text-decoration:underline"> below</span><span style="text-decoration:line-through"> through</span></p>` +
      `<ul><li dir="ltr" style="list-style-type:disc"><p><span style="font-weight:400">one</span></p></li></ul></b>`,
  );
  await ben.sees("plain bold slanted below through");
  await expect(ben.text.locator("strong")).toHaveText(["bold"]);
  await expect(ben.text.locator("em")).toHaveText([" slanted"]);
  await expect(ben.text.locator("u")).toHaveText([" below"]);
  await expect(ben.text.locator("s")).toHaveText([" through"]);
  await expect(ben.text.locator("ul > li")).toHaveText(["one"]);
  await agree([ana, ben], id);
});

test("what is pasted from Word has its lists, and its sheet changes nothing", async ({ ana }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  const item = (text: string, level: number) =>
    `<p class=MsoListParagraph style='mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·` +
    `<span style='font:7.0pt "Times New Roman"'>&nbsp;</span></span><![endif]>${text}<o:p></o:p></p>`;
  await pastes(
    ana,
    `<html><head><style><!-- p { color: red } --></style></head><body lang=DE style='word-wrap:break-word'><!--StartFragment-->` +
      `${item("milk", 1)}\n${item("whole", 2)}\n${item("<b>bread</b>", 1)}<!--EndFragment--></body></html>`,
  );
  await expect(ana.text.locator(":scope > ul > li")).toHaveCount(2);
  await expect(ana.text.locator("li li")).toHaveText("whole");
  await expect(ana.text.locator("strong")).toHaveText("bread");
});

test("what is copied here and pasted here is the same, also a table", async ({ ana }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await pastes(ana, "<table><tr><td>a</td><td><b>b</b></td></tr></table><p>after</p>");
  await expect(ana.text.locator("td")).toHaveText(["a", "b"]);
  await ana.presses("Control+a");
  await ana.presses("Control+c");
  await ana.presses("Control+End");
  await ana.types(".");
  await ana.sees("after.");
  await ana.presses("Control+v");
  await expect(ana.text.locator("td")).toHaveText(["a", "b", "a", "b"]);
  await expect(ana.text.locator("strong")).toHaveText(["b", "b"]);
});
