// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { openWriter, type Writer } from "../testWriters.ts";
import { withoutPolicyTroubles } from "./markupTags.ts";

let ana: Writer;
afterEach(() => {
  ana?.editor.destroy();
  ana?.awareness.destroy();
});

test("of what Google Docs writes, the words that are bold, italic, underlined or struck out are so, and no others", () => {
  const docs = `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38;">
    <span style="font-weight:400;font-style:normal;text-decoration:none;">plain </span><span style="font-weight:700;">bold</span
    ><span style="font-style:italic"> slanted</span><span style="text-decoration:underline;"> below</span
    ><span style="text-decoration:line-through"> through</span></p></b>`;
  expect(pasted(docs)).toBe("<p>plain <strong>bold</strong><em> slanted</em><u> below</u><s> through</s></p>");
});

test("a list of Google Docs stays one, with its inner list inside its item", () => {
  const docs = `<b style="font-weight:normal"><ul><li style="list-style-type:disc"><p style="x:y"><span style="font-weight:400">one</span></p></li>
    <ul><li style="list-style-type:circle"><p>inner</p></li></ul></ul></b>`;
  expect(pasted(docs)).toBe("<ul><li><p>one</p><ul><li><p>inner</p></li></ul></li></ul>");
});

test("the lists of Word are lists, by their levels and markers", () => {
  const item = (text: string, level: number, marker: string) =>
    `<p class=MsoListParagraph style='margin:0;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'>` +
    `<span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times"'>&nbsp; </span></span></span><![endif]>${text}<o:p></o:p></p>`;
  const word = `<html><head><style>p { color: red }</style></head><body lang=DE><!--StartFragment-->${[
    item("milk", 1, "·"),
    item("whole", 2, "1."),
    item("skimmed", 2, "2."),
    item("<b>bread</b>", 1, "·"),
  ].join("\n")}<p class=MsoNormal style='x:y'>after</p><!--EndFragment--></body></html>`;
  expect(pasted(word)).toBe(
    "<ul><li><p>milk</p><ol><li><p>whole</p></li><li><p>skimmed</p></li></ol></li><li><p><strong>bread</strong></p></li></ul><p>after</p>",
  );
});

test("normal words inside of bold ones are normal, and a link's own line is no formatting", () => {
  expect(
    pasted(
      `<p style="font-weight:bold">a<span style="font-weight:normal">b</span><i style="font-style:normal">c</i></p>`,
    ),
  ).toBe("<p><strong>a</strong>b<strong>c</strong></p>");
  const link = pasted(
    `<p><a href="https://example.org" style="text-decoration:none"><span style="text-decoration:underline">x</span></a></p>`,
  );
  expect(link).not.toContain("<u>");
  expect(link).toContain("https://example.org");
});

test("markup without styles is left as it is, letter for letter", () => {
  for (const html of ["<p>a <b>b</b></p>", "1 < 2 and style=3", '<td data-x="a > style=b">x</td>', "<p"]) {
    expect(withoutPolicyTroubles(html, "x")).toBe(html === "<p" ? "" : html);
  }
});

test("whatever the page's content policy would report is gone before anything is parsed", () => {
  const clean = withoutPolicyTroubles(
    `<P title="> style='a'" STYLE='color:red' onclick="x()">a</P><style>p{}</style><img/onerror=x style=y><script>1</script>b<style>`,
    "x",
  );
  expect(clean).toBe(`<P title="> style='a'" x='color:red' >a</P><img/ x=y>b`);
});

function pasted(html: string): string {
  ana = openWriter("Ana");
  ana.editor.view.pasteHTML(html);
  return ana.editor
    .getHTML()
    .replaceAll(/ (dir|target|rel)="[^"]*"/g, "")
    .replace(/<p><\/p>$/, "");
}
