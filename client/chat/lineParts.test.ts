import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { MemberId } from "../../shared/ids.ts";
import { lineParts } from "./lineParts.ts";

const ben = { member: "b".repeat(26) as MemberId, name: "Ben" };
const benjamin = { member: "c".repeat(26) as MemberId, name: "Ben Jamin" };
const links = (text: string) => lineParts(text, []).flatMap((part) => (part.part === "link" ? [part.href] : []));

test("whole web addresses become links, without what ends the sentence", () => {
  expect(links("See https://example.org/a_(b)?q=1#c, and http://localhost:3000/d.")).toEqual([
    "https://example.org/a_(b)?q=1#c",
    "http://localhost:3000/d",
  ]);
  expect(links("(www.example.org/path)")).toEqual(["https://www.example.org/path"]);
});

test("what is no web address, or pretends to be another, is only text", () => {
  const hostile = [
    "javascript:alert(1)",
    "data:text/html,x",
    "https://bank.example@evil.example/",
    "https://user:word@evil.example/",
    "xhttps://example.org",
    "https://",
    "http://nowhere",
    "ana@www.example.org",
    "file:///etc/passwd",
  ];
  for (const text of hostile) expect({ text, links: links(text) }).toEqual({ text, links: [] });
});

test("names are marked only where they were mentioned, the longer one first", () => {
  const parts = lineParts("@Ben Jamin and @Ben, not @Cem", [ben, benjamin]);
  expect(parts.map(({ part, text }) => `${part}:${text}`)).toEqual([
    "mention:@Ben Jamin",
    "text: and ",
    "mention:@Ben",
    "text:, not @Cem",
  ]);
});

test("put together again the parts are the line, whatever was said", () => {
  const pieces = fc.constantFrom(
    "@Ben",
    "@Ben Jamin",
    "https://a.example/",
    "www.b.example",
    ")",
    ".",
    " ",
    "\n",
    "<b>",
    "😀",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (words) => {
      const text = words.join("");
      const parts = lineParts(text, [ben, benjamin]);
      expect(parts.map((part) => part.text).join("")).toBe(text);
      for (const part of parts) if (part.part === "link") expect(part.href).toMatch(/^https?:\/\//i);
    }),
    { seed: 5 },
  );
});
