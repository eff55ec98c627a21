import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import {
  any,
  binary,
  dead,
  element,
  embed,
  gc,
  type Id,
  json,
  mark,
  type Struct,
  skip,
  subdocument,
  text,
  type,
  update,
  xmlText,
} from "./handMadeUpdate.ts";
import { judgeUpdate } from "./judgeUpdate.ts";
import { defaultGateLimits, type GateLimits } from "./limits.ts";

const ana = 7;
const mallory = 666;
/** Ana's paragraph is [7, 0], the text in it [7, 1], its letters "hello" [7, 2] to [7, 6]. */
const paragraph: Id = [ana, 0];
const itsText: Id = [ana, 1];
const lastLetter: Id = [ana, 6];
let server: Y.Doc;

beforeEach(() => {
  server = new Y.Doc();
  server.getXmlFragment("default");
  const hello = [{ ...element("paragraph") }, { ...xmlText, parent: paragraph }, { ...text("hello"), parent: itsText }];
  Y.applyUpdate(server, update([{ client: ana, structs: hello }]));
  expect(server.getXmlFragment("default").toString()).toBe("<paragraph>hello</paragraph>");
});

const judge = (bytes: Uint8Array, limits: Partial<GateLimits> = {}) =>
  judgeUpdate(server, bytes, { ...defaultGateLimits, ...limits });
const from = (...structs: Struct[]) => update([{ client: mallory, structs }]);
const refused = (code: string) => expect.objectContaining({ verdict: "refuse", code, sentence: expect.any(String) });
const accepted = expect.objectContaining({ verdict: "accept" });

test("typing is accepted, and told apart from deleting and from nothing", () => {
  const typed = from({ ...text("!"), origin: lastLetter });
  expect(judge(typed)).toEqual({
    verdict: "accept",
    schema: 1,
    inserts: true,
    deletesText: false,
    onlyRemovesMarks: false,
    marksWereRedundant: false,
    clientIds: [mallory],
  });
  expect(judge(update([], [{ client: ana, ranges: [[3, 2]] }]))).toMatchObject({
    verdict: "accept",
    inserts: false,
    deletesText: true,
    clientIds: [],
  });
  Y.applyUpdate(server, typed);
  const known = { inserts: false, deletesText: false, onlyRemovesMarks: false, clientIds: [] };
  expect(judge(typed)).toMatchObject(known);
  expect(judge(Y.encodeStateAsUpdate(server))).toMatchObject(known);
  expect(judge(update([]))).toMatchObject(known);
});

test("judging changes nothing, not even the list of roots", () => {
  const before = Y.encodeStateAsUpdate(server);
  for (const bytes of [
    from({ ...text("!"), origin: lastLetter }),
    from({ ...element("evil"), root: "elsewhere" }),
    update([], [{ client: ana, ranges: [[3, 1]] }]),
    from({ ...text("x"), origin: [999, 5] }),
  ]) {
    judge(bytes);
  }
  expect(Y.encodeStateAsUpdate(server)).toEqual(before);
  expect([...server.share.keys()]).toEqual(["default"]);
});

test.each<[string, () => Uint8Array]>([
  [
    "a clock that does not continue",
    () => update([{ client: ana, clock: 9, structs: [{ ...text("x"), origin: lastLetter }] }]),
  ],
  [
    "a new client that does not begin at 0",
    () => update([{ client: mallory, clock: 1, structs: [{ ...text("x"), origin: lastLetter }] }]),
  ],
  ["a skipped part", () => from(skip(3), { ...text("x"), origin: lastLetter })],
  ["an origin that nobody has", () => from({ ...text("x"), origin: [999, 0] })],
  ["an origin that is still to come", () => from({ ...text("x"), origin: [ana, 7] })],
  ["a right origin that nobody has", () => from({ ...text("x"), right: [999, 0] })],
  ["a parent that nobody has", () => from({ ...text("x"), parent: [999, 0] })],
  ["a deletion of what is still to come", () => update([], [{ client: ana, ranges: [[5, 3]] }])],
  ["a deletion of an unknown client's letters", () => update([], [{ client: 999, ranges: [[0, 1]] }])],
  [
    "a known struct that names what nobody has",
    () => update([{ client: ana, structs: [{ ...dead(1), origin: [999, 0] }] }]),
  ],
])("%s is a gap, and would have been left pending", (_what, bytes) => {
  expect(judge(bytes())).toEqual({ verdict: "gap" });
});

test("what the update itself brings is no gap, in whatever order it comes", () => {
  const fromTwo = update(
    [
      { client: 900, structs: [{ ...text("b"), origin: [800, 0] }] },
      {
        client: 800,
        structs: [
          { ...text("a"), origin: lastLetter },
          { ...text("c"), origin: [900, 0] },
        ],
      },
    ],
    [{ client: 800, ranges: [[0, 1]] }],
  );
  expect(judge(fromTwo)).toMatchObject({ verdict: "accept", clientIds: [900, 800] });
  Y.applyUpdate(server, fromTwo);
  expect(server.store.pendingStructs).toBeNull();
  expect(server.getXmlFragment("default").toString()).toBe("<paragraph>hellobc</paragraph>");
});

test("an update that repeats a known part is judged by what is new in it", () => {
  const again: Struct[] = [
    element("paragraph"),
    { ...xmlText, parent: paragraph },
    { ...text("hello world"), parent: itsText },
  ];
  expect(judge(update([{ client: ana, structs: again }]), { maxNewStructs: 1 })).toMatchObject({
    verdict: "accept",
    inserts: true,
  });
});

test.each<[string, () => Uint8Array]>([
  [
    "two that wait for each other",
    () =>
      update([
        { client: 900, structs: [{ ...text("a"), origin: [800, 0] }] },
        { client: 800, structs: [{ ...text("b"), origin: [900, 0] }] },
      ]),
  ],
  [
    "one that names its own future",
    () => from({ ...text("a"), origin: [mallory, 1] }, { ...text("b"), origin: lastLetter }),
  ],
  [
    "a known one that names its own future",
    () => update([{ client: ana, structs: [{ ...dead(1), origin: [ana, 99] }] }]),
  ],
  ["a letter as a parent", () => from({ ...text("x"), parent: lastLetter })],
  ["a text of no length", () => from({ ...text(""), origin: lastLetter })],
  [
    "the same client twice",
    () =>
      update([
        { client: mallory, structs: [{ ...text("a"), origin: lastLetter }] },
        { client: mallory, structs: [{ ...text("b"), origin: lastLetter }] },
      ]),
  ],
  ["a client whose clock jumps beyond 32 bits", () => from(gc(2 ** 40))],
])("%s is malformed", (_what, bytes) => {
  expect(judge(bytes())).toEqual(refused("malformed"));
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
  expect(judge(bytes())).toEqual(refused("unknown-content"));
});

test("an attribute whose name is only known from the value that it replaces is checked all the same", () => {
  const heading = from(element("heading"), { ...any(2), parent: [mallory, 0], sub: "level" });
  expect(judge(heading)).toEqual(accepted);
  Y.applyUpdate(server, heading);
  const later = (value: number): Uint8Array =>
    update([{ client: 900, structs: [{ ...any(value), origin: [mallory, 1] }] }]);
  expect(judge(later(3))).toMatchObject({ verdict: "accept", inserts: true });
  expect(judge(later(9))).toEqual(refused("unknown-content"));
});

test("nesting is accepted to sixty-four levels and not further", () => {
  const nested = (levels: number) =>
    from(
      ...Array.from(
        { length: levels },
        (_, index): Struct => ({ ...element("blockquote"), ...(index > 0 && { parent: [mallory, index - 1] as Id }) }),
      ),
    );
  expect(judge(nested(64))).toEqual(accepted);
  expect(judge(nested(65))).toEqual(refused("unknown-content"));
  Y.applyUpdate(server, nested(64));
  const deeper = update([{ client: 900, structs: [{ ...element("paragraph"), parent: [mallory, 63] }] }]);
  expect(judge(deeper)).toEqual(refused("unknown-content"));
});

test("five thousand levels are refused without following them", () => {
  const levels = Array.from(
    { length: 5_000 },
    (_, index): Struct => ({ ...element("blockquote"), ...(index > 0 && { parent: [mallory, index - 1] as Id }) }),
  );
  expect(judge(from(...levels))).toEqual(refused("unknown-content"));
});

test("what stands in something deleted and collected is accepted, for it vanishes at once", () => {
  const [remote, late] = [new Y.Doc(), new Y.Doc()];
  for (const copy of [remote, late]) Y.applyUpdate(copy, Y.encodeStateAsUpdate(server));
  remote.getXmlFragment("default").delete(0, 1);
  Y.applyUpdate(server, Y.encodeStateAsUpdate(remote));
  const vector = Y.encodeStateVector(late);
  ((late.getXmlFragment("default").get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(5, " world");
  const typed = Y.encodeStateAsUpdate(late, vector);
  expect(judge(typed)).toMatchObject({ verdict: "accept", inserts: true });
  Y.applyUpdate(server, typed);
  expect(server.store.pendingStructs).toBeNull();
});

test("the newest struct, range and client beyond the limits is too large", () => {
  const letters = Array.from({ length: 30 }, (): Struct => ({ ...text("x"), origin: lastLetter }));
  expect(judge(from(...letters), { maxNewStructs: 30 })).toEqual(accepted);
  expect(judge(from(...letters), { maxNewStructs: 29 })).toEqual(refused("too-large"));
  const manyClients = update(letters.slice(0, 9).map((struct, index) => ({ client: 100 + index, structs: [struct] })));
  expect(judge(manyClients, { maxNewClients: 9 })).toEqual(accepted);
  expect(judge(manyClients, { maxNewClients: 8 })).toEqual(refused("too-large"));
  const cuts = update(
    [],
    [
      {
        client: ana,
        ranges: [
          [2, 1],
          [4, 1],
          [6, 1],
        ],
      },
    ],
  );
  expect(judge(cuts, { maxNewDeleteRanges: 3 })).toEqual(accepted);
  expect(judge(cuts, { maxNewDeleteRanges: 2 })).toEqual(refused("too-large"));
  expect(judge(cuts, { maxUpdateBytes: cuts.length - 1 })).toEqual(refused("too-large"));
});

test("a client with nothing new may send all deletions ever made", () => {
  const writer = new Y.Doc();
  Y.applyUpdate(writer, Y.encodeStateAsUpdate(server));
  const itsLetters = (writer.getXmlFragment("default").get(0) as Y.XmlElement).get(0) as Y.XmlText;
  for (let round = 0; round < 5_100; round++) {
    itsLetters.insert(round, "ab");
    itsLetters.delete(round + 1, 1);
  }
  Y.applyUpdate(server, Y.encodeStateAsUpdate(writer));
  const nothingNew = Y.encodeStateAsUpdate(writer, Y.encodeStateVector(server));
  const { ds } = Y.decodeUpdate(nothingNew);
  expect([...ds.clients.values()].flat().length).toBeGreaterThan(5_000);
  expect(judge(nothingNew, { maxNewDeleteRanges: 0 })).toMatchObject({
    verdict: "accept",
    inserts: false,
    deletesText: false,
    onlyRemovesMarks: false,
  });
});

test("overlapping ranges in any order are counted once", () => {
  const ranges: [number, number][] = Array.from({ length: 2_000 }, (_, index) => [2 + (index % 5), 5 - (index % 5)]);
  expect(judge(update([], [{ client: ana, ranges }]), { maxNewDeleteRanges: 5 })).toMatchObject({ deletesText: true });
});

test("deleting marks is told from deleting text, and an empty gesture from a real one", () => {
  const marked = from(
    { ...mark("bold", {}), origin: [ana, 3], right: [ana, 4] },
    { ...mark("bold", {}), origin: [ana, 4], right: [ana, 5] },
    { ...mark("bold", null), origin: [ana, 5], right: [ana, 6] },
  );
  expect(judge(marked)).toMatchObject({ verdict: "accept", inserts: true, onlyRemovesMarks: false });
  Y.applyUpdate(server, marked);
  const removing = (...clocks: number[]) =>
    judge(update([], [{ client: mallory, ranges: clocks.map((clock): [number, number] => [clock, 1]) }]));
  expect(removing(1)).toMatchObject({ onlyRemovesMarks: true, deletesText: false, marksWereRedundant: true });
  expect(removing(0, 1)).toMatchObject({ onlyRemovesMarks: true, deletesText: false, marksWereRedundant: false });
  expect(
    judge(
      update(
        [],
        [
          { client: mallory, ranges: [[1, 1]] },
          { client: ana, ranges: [[3, 1]] },
        ],
      ),
    ),
  ).toMatchObject({
    onlyRemovesMarks: false,
    deletesText: true,
  });
});

test("content that arrives deleted already still counts as something new, so that later structs find it", () => {
  expect(judge(from({ ...dead(3), origin: lastLetter }))).toMatchObject({ verdict: "accept", inserts: true });
  expect(judge(from(gc(3)))).toMatchObject({ verdict: "accept", inserts: true });
});

test("what is accepted never leaves anything pending, and never makes Yjs throw", () => {
  let seed = 20_261_125;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const id = (): Id => [[ana, mallory, 800, 900, 999][random(5)] ?? ana, random(9)];
  const contents = [
    text("x"),
    text("xyz"),
    dead(2),
    gc(2),
    element("paragraph"),
    element("blockquote"),
    xmlText,
    any(2),
    mark("bold", {}),
    mark("bold", null),
  ];
  let acceptedCount = 0;
  for (let round = 0; round < 12_000; round++) {
    const clients = [mallory, 800, 900, ana].filter(() => random(2) === 0);
    const bytes = update(
      clients.map((client) => ({
        client,
        clock: client === ana ? random(9) : 0,
        structs: Array.from({ length: 1 + random(3) }, (): Struct => {
          const content = contents[random(contents.length)] ?? gc(1);
          return {
            ...content,
            ...(random(2) === 0 && { origin: id() }),
            ...(random(4) === 0 && { right: id() }),
            ...(random(2) === 0 && { parent: id() }),
            ...(random(8) === 0 && { sub: "level" }),
          };
        }),
      })),
      random(2) === 0 ? [{ client: id()[0], ranges: [[random(7), 1 + random(3)]] }] : [],
    );
    if (judge(bytes).verdict !== "accept") continue;
    acceptedCount++;
    const copy = new Y.Doc();
    copy.getXmlFragment("default");
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(server));
    Y.applyUpdate(copy, bytes);
    expect(copy.store.pendingStructs, `round ${round}`).toBeNull();
    expect(copy.store.pendingDs, `round ${round}`).toBeNull();
    expect(() => copy.getXmlFragment("default").toString()).not.toThrow();
  }
  expect(acceptedCount).toBeGreaterThan(200);
});
