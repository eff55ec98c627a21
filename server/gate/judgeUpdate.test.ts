import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { any, dead, element, gc, type Id, mark, type Struct, text, update, xmlText } from "./testing/handMadeUpdate.ts";
import { accepted, ana, from, itsText, lastLetter, mallory, openHello, paragraph, refused } from "./testing/hello.ts";

let server: Y.Doc;
let judge: ReturnType<typeof openHello>["judge"];

beforeEach(() => {
  ({ server, judge } = openHello());
});

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
  expect(judge(bytes())).toMatchObject(refused("malformed"));
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
  expect(judge(from(...letters), { maxNewStructs: 30 })).toMatchObject(accepted);
  expect(judge(from(...letters), { maxNewStructs: 29 })).toMatchObject(refused("too-large"));
  const manyClients = update(letters.slice(0, 9).map((struct, index) => ({ client: 100 + index, structs: [struct] })));
  expect(judge(manyClients, { maxNewClients: 9 })).toMatchObject(accepted);
  expect(judge(manyClients, { maxNewClients: 8 })).toMatchObject(refused("too-large"));
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
  expect(judge(cuts, { maxNewDeleteRanges: 3 })).toMatchObject(accepted);
  expect(judge(cuts, { maxNewDeleteRanges: 2 })).toMatchObject(refused("too-large"));
  expect(judge(cuts, { maxUpdateBytes: cuts.length - 1 })).toMatchObject(refused("too-large"));
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
