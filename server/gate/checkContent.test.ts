import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import {
  any,
  binary,
  dead,
  element,
  embed,
  type Id,
  json,
  mark,
  type Struct,
  subdocument,
  text,
  type,
  update,
  xmlText,
} from "./testing/handMadeUpdate.ts";
import { accepted, ana, from, itsText, lastLetter, mallory, openHello, paragraph, refused } from "./testing/hello.ts";

let server: Y.Doc;
let judge: ReturnType<typeof openHello>["judge"];

beforeEach(() => {
  ({ server, judge } = openHello());
});

test.each<[string, () => Uint8Array]>([
  ["another root", () => from({ ...element("paragraph"), root: "other" })],
  ["another root beside known content", () => update([{ client: ana, structs: [{ ...dead(1), root: "other" }] }])],
  ["a map in another root", () => from({ ...any(1), root: "settings", sub: "key" })],
  ["an attribute of the document", () => from({ ...any(1), sub: "level" })],
  ["text directly in the document", () => from(xmlText)],
  ["letters directly in the document", () => from(text("x"))],
  ["a map in the document", () => from(type(1))],
  ["an array in the document", () => from(type(0))],
  ["a plain text in the document", () => from(type(2))],
  ["a fragment in the document", () => from(type(4))],
  ["a hook in the document", () => from(type(5, "hook"))],
  ["a hook in a paragraph", () => from({ ...type(5, "hook"), parent: paragraph })],
  ["a subdocument", () => from(subdocument)],
  ["a subdocument as an attribute", () => from({ ...subdocument, parent: paragraph, sub: "level" })],
  ["an embed in a text", () => from({ ...embed, origin: lastLetter })],
  ["bytes in a text", () => from({ ...binary, origin: lastLetter })],
  ["JSON in a text", () => from({ ...json, origin: lastLetter })],
  ["values in a text", () => from({ ...any("x"), origin: lastLetter })],
  ["a type in a text", () => from({ ...element("hardBreak"), origin: lastLetter })],
  ["letters in an element", () => from({ ...text("x"), parent: paragraph })],
  ["an attribute of a text", () => from({ ...any("x"), parent: itsText, sub: "level" })],
  ["an element named text", () => from(element("text"))],
  ["an element named doc", () => from(element("doc"))],
  ["an unknown node", () => from(element("evilNode"))],
  ["a node named constructor", () => from(element("constructor"))],
  ["a node named __proto__", () => from(element("__proto__"))],
  ["a paragraph in a paragraph", () => from({ ...element("paragraph"), parent: paragraph })],
  ["a list item in the document", () => from(element("listItem"))],
  ["an unknown mark", () => from({ ...mark("sparkle", {}), origin: lastLetter })],
  ["an unknown mark with a hash", () => from({ ...mark("sparkle--abcdefgh", {}), origin: lastLetter })],
  ["a mark named constructor", () => from({ ...mark("constructor", {}), origin: lastLetter })],
  ["a mark with a foreign value", () => from({ ...mark("bold", "yes"), origin: lastLetter })],
  ["a mark with attributes that it has not", () => from({ ...mark("bold", { onclick: "x" }), origin: lastLetter })],
  ["a link to a script", () => from({ ...mark("link", { href: "javascript:alert(1)" }), origin: lastLetter })],
  [
    "a link to a hidden script",
    () => from({ ...mark("link", { href: " java\tscript:alert(1)" }), origin: lastLetter }),
  ],
  ["a link to data", () => from({ ...mark("link", { href: "data:text/html,x" }), origin: lastLetter })],
  ["a link to an object", () => from({ ...mark("link", { href: {} }), origin: lastLetter })],
  ["a link to nowhere", () => from({ ...mark("link", {}), origin: lastLetter })],
  ["a heading of level 99", () => from(element("heading"), { ...any(99), parent: [mallory, 0], sub: "level" })],
  [
    "a heading whose level is text",
    () => from(element("heading"), { ...any("2 onclick=x"), parent: [mallory, 0], sub: "level" }),
  ],
  ["an unknown attribute", () => from({ ...any("x"), parent: paragraph, sub: "style" })],
  ["an attribute named __proto__", () => from({ ...any("x"), parent: paragraph, sub: "__proto__" })],
  ["an attribute that is a type", () => from(element("heading"), { ...type(1), parent: [mallory, 0], sub: "level" })],
  [
    "an attribute that is letters",
    () => from(element("heading"), { ...text("2"), parent: [mallory, 0], sub: "level" }),
  ],
  [
    "an attribute that is an object",
    () => from(element("heading"), { ...any({ a: 1 }), parent: [mallory, 0], sub: "level" }),
  ],
  [
    "marks in code",
    () =>
      from(
        element("codeBlock"),
        { ...xmlText, parent: [mallory, 0] },
        { ...mark("bold", {}), parent: [mallory, 1] },
        { ...text("x"), origin: [mallory, 2] },
      ),
  ],
])("%s is unknown content", (_what, bytes) => {
  expect(judge(bytes())).toMatchObject(refused("unknown-content"));
});

test("an attribute whose name is only known from the value that it replaces is checked all the same", () => {
  const heading = from(element("heading"), { ...any(2), parent: [mallory, 0], sub: "level" });
  expect(judge(heading)).toMatchObject(accepted);
  Y.applyUpdate(server, heading);
  const later = (value: number): Uint8Array =>
    update([{ client: 900, structs: [{ ...any(value), origin: [mallory, 1] }] }]);
  expect(judge(later(3))).toMatchObject({ verdict: "accept", inserts: true });
  expect(judge(later(9))).toMatchObject(refused("unknown-content"));
});

test("nesting is accepted to sixty-four levels and not further", () => {
  const nested = (levels: number) =>
    from(
      ...Array.from(
        { length: levels },
        (_, index): Struct => ({ ...element("blockquote"), ...(index > 0 && { parent: [mallory, index - 1] as Id }) }),
      ),
    );
  expect(judge(nested(64))).toMatchObject(accepted);
  expect(judge(nested(65))).toMatchObject(refused("unknown-content"));
  Y.applyUpdate(server, nested(64));
  const deeper = update([{ client: 900, structs: [{ ...element("paragraph"), parent: [mallory, 63] }] }]);
  expect(judge(deeper)).toMatchObject(refused("unknown-content"));
});

test("five thousand levels are refused without following them", () => {
  const levels = Array.from(
    { length: 5_000 },
    (_, index): Struct => ({ ...element("blockquote"), ...(index > 0 && { parent: [mallory, index - 1] as Id }) }),
  );
  expect(judge(from(...levels))).toMatchObject(refused("unknown-content"));
});
