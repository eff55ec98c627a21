import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { seededRandom } from "../../shared/schema/testing/randomEdits.ts";
import { judgeUpdate } from "./judgeUpdate.ts";
import { defaultGateLimits } from "./limits.ts";
import { any, dead, element, gc, type Struct, text, update, xmlText } from "./testing/handMadeUpdate.ts";
import { accepted, ana, from, itsText, lastLetter, mallory, openHello, paragraph, refused } from "./testing/hello.ts";

/** Mallory's paragraph is [666, 0], the text in it [666, 1], its letters "abc" [666, 2] to [666, 4]. */
const abc: Struct[] = [
  { ...element("paragraph"), origin: paragraph },
  { ...xmlText, parent: [mallory, 0] },
  { ...text("abc"), parent: [mallory, 1] },
];
let hello: ReturnType<typeof openHello>;

beforeEach(() => {
  hello = openHello();
  Y.applyUpdate(hello.server, from(...abc));
});

const again = (clock: number, ...structs: Struct[]) => hello.judge(update([{ client: mallory, clock, structs }]));

test.each<[string, number, Struct]>([
  ["in another text", 2, { ...text("abcXY"), parent: itsText }],
  ["in the document", 2, text("abcXY")],
  ["as an attribute", 2, { ...text("abcXY"), parent: [mallory, 1], sub: "level" }],
  ["behind a letter", 2, { ...text("abcXY"), origin: lastLetter }],
  ["before a letter", 2, { ...text("abcXY"), right: lastLetter }],
  ["before a letter, from its middle on", 3, { ...text("bcXY"), origin: [mallory, 2], right: lastLetter }],
  ["in a text, from its middle on", 3, { ...text("bcXY"), parent: [mallory, 1] }],
  ["as values", 2, { ...any("a", "b", "c", "d"), parent: [mallory, 1] }],
  ["emptied, in another text", 2, { ...dead(5), parent: itsText }],
  ["as letters where an element is known", 1, { ...text("xyzabc"), parent: [mallory, 0] }],
])("letters that go on behind known ones are malformed if they claim to stand %s", (_where, clock, struct) => {
  expect(again(clock, struct)).toMatchObject(refused("malformed"));
});

test("letters that claim a living place are malformed where their known part is collected: Yjs would throw", () => {
  Y.applyUpdate(hello.server, update([{ client: 900, structs: [gc(3)] }]));
  const evil = update([{ client: 900, structs: [{ ...text("abcXY"), parent: itsText }] }]);
  expect(hello.judge(evil)).toMatchObject(refused("malformed"));
  expect(() => Y.applyUpdate(hello.server, evil)).toThrow();
});

test("a wholly known struct is malformed if it names what it never stood beside", () => {
  expect(again(2, { ...text("abc"), origin: [ana, 4] })).toMatchObject(refused("malformed"));
  expect(again(2, { ...text("abc"), parent: itsText })).toMatchObject(refused("malformed"));
  expect(again(2, { ...text("abc"), parent: [mallory, 1] })).toMatchObject({ ...accepted, inserts: false });
});

test("a struct between neighbours of two texts, or of a living and a collected one, is malformed", () => {
  const between = (right: Struct["right"]) =>
    hello.judge(update([{ client: 900, structs: [{ ...text("x"), origin: lastLetter, right }] }]));
  expect(between([mallory, 2])).toMatchObject(refused("malformed"));
  Y.applyUpdate(hello.server, update([{ client: 800, structs: [gc(1)] }]));
  expect(between([800, 0])).toMatchObject(refused("malformed"));
});

test.each<[string, () => void, number, Struct]>([
  ["as they are", () => {}, 2, { ...text("abcXY"), parent: [mallory, 1] }],
  ["from their middle on", () => {}, 3, { ...text("bcXY"), origin: [mallory, 2] }],
  ["emptied by the sender alone", () => {}, 2, { ...dead(5), parent: [mallory, 1] }],
  ["collected by the sender alone", () => {}, 2, gc(5)],
  ["emptied on the server alone", () => remove([mallory, [3, 2]]), 2, { ...text("abcXY"), parent: [mallory, 1] }],
  ["collected on the server alone", () => remove([mallory, [0, 1]]), 2, { ...text("abcXY"), parent: [mallory, 1] }],
  [
    "cut in two on the server",
    () => Y.applyUpdate(hello.server, update([{ client: 5, structs: [{ ...text("-"), origin: [mallory, 3] }] }])),
    2,
    { ...text("abcXY"), parent: [mallory, 1] },
  ],
])("letters that go on behind known ones are accepted %s", (_how, before, clock, struct) => {
  before();
  const bytes = update([{ client: mallory, clock, structs: [struct] }]);
  expect(hello.judge(bytes)).toMatchObject({ ...accepted, inserts: true });
  Y.applyUpdate(hello.server, bytes);
  expectLengthsToFit(hello.server);
});

function remove([client, range]: [client: number, range: [clock: number, length: number]]): void {
  Y.applyUpdate(hello.server, update([], [{ client, ranges: [range] }]));
}

function expectLengthsToFit(doc: Y.Doc): void {
  const texts = [...doc.getXmlFragment("default").createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[];
  for (const itsLetters of texts) {
    const letters = itsLetters.toDelta().map(({ insert }: { insert: string }) => insert);
    expect(itsLetters.length).toBe(letters.join("").length);
  }
}

type Edit = (root: Y.XmlFragment, random: (below: number) => number, letters: string) => void;

const containers = (root: Y.XmlFragment): (Y.XmlFragment | Y.XmlElement)[] => [
  root,
  ...([...root.createTreeWalker((node) => (node as Y.XmlElement).nodeName === "blockquote")] as Y.XmlElement[]),
];
const textsOf = (root: Y.XmlFragment) =>
  [...root.createTreeWalker((node) => node instanceof Y.XmlText)] as unknown as Y.XmlText[];

const typing: Edit = (root, random, letters) => {
  const texts = textsOf(root);
  // Mostly in the same text, and there at the end, where letters that follow one another are merged into one struct.
  const itsLetters = texts[random(3) > 0 ? 0 : random(texts.length)];
  itsLetters?.insert(random(3) > 0 ? itsLetters.length : random(itsLetters.length + 1), letters);
};
const edits: Edit[] = [
  typing,
  typing,
  typing,
  (root, random, letters) => {
    const all = containers(root);
    const parent = all[random(all.length)] ?? root;
    const block = new Y.XmlElement(["paragraph", "blockquote", "heading"][random(3)]);
    if (block.nodeName === "heading") block.setAttribute("level", 2 as never);
    if (block.nodeName !== "blockquote") block.insert(0, [new Y.XmlText(letters)]);
    if (all.length < 8 || block.nodeName !== "blockquote") parent.insert(random(parent.length + 1), [block]);
  },
  (root, random) => {
    const all = containers(root);
    const parent = all[random(all.length)] ?? root;
    if (parent.length > 0) parent.delete(random(parent.length), 1);
  },
  (root, random) => {
    const texts = textsOf(root);
    const itsLetters = texts[random(texts.length)];
    if (itsLetters === undefined || itsLetters.length < 2) return;
    const at = random(itsLetters.length - 1);
    itsLetters.delete(at, 1 + random(itsLetters.length - at - 1));
  },
  (root, random) => {
    const texts = textsOf(root);
    const itsLetters = texts[random(texts.length)];
    if (itsLetters === undefined || itsLetters.length < 2) return;
    const isHeading = (itsLetters.parent as Y.XmlElement).nodeName === "heading";
    const key = isHeading ? "italic" : "bold";
    const at = random(itsLetters.length - 1);
    itsLetters.format(at, 1 + random(itsLetters.length - at - 1), { [key]: random(2) === 0 ? {} : null });
  },
  (root, random) => {
    const headings = [...root.createTreeWalker((node) => (node as Y.XmlElement).nodeName === "heading")];
    const heading = headings[random(headings.length)] as Y.XmlElement | undefined;
    heading?.setAttribute("level", (1 + random(3)) as never);
  },
];

test("whatever of their whole states honest people send, whenever and however often, is accepted", () => {
  const seen = { overlaps: 0, serverCollected: 0, senderCollected: 0, sends: 0 };
  for (let seed = 1; seed <= 400; seed++) {
    const random = seededRandom(seed);
    const server = new Y.Doc();
    server.getXmlFragment("default");
    const pages = [11, 12, 13].map((client) => {
      const doc = new Y.Doc();
      doc.clientID = client;
      const root = doc.getXmlFragment("default");
      // Undo keeps what was deleted from being collected, in this copy alone.
      return { doc, root, undo: new Y.UndoManager(root, { captureTimeout: 0 }), late: [] as Uint8Array[] };
    });
    for (let step = 0; step < 80; step++) {
      const page = pages[random(pages.length)];
      if (page === undefined) continue;
      const what = random(12);
      if (what < 7) {
        edits[random(edits.length)]?.(page.root, random, "abcd".slice(0, 1 + random(4)));
      } else if (what === 7) {
        if (random(2) === 0) page.undo.undo();
        else page.undo.redo();
        if (random(4) === 0) page.undo.clear();
      } else if (what === 8) {
        page.late.push(Y.encodeStateAsUpdate(page.doc));
      } else if (what === 9) {
        const other = pages[random(pages.length)]?.doc ?? server;
        Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(random(2) === 0 ? server : other), "remote");
      } else {
        const whole = page.late.length > 0 && random(2) === 0 ? page.late.splice(random(page.late.length), 1)[0] : null;
        const bytes = whole ?? Y.encodeStateAsUpdate(page.doc);
        count(server, bytes, seen);
        expect(judgeUpdate(server, bytes, defaultGateLimits), `seed ${seed}, step ${step}`).toMatchObject(accepted);
        Y.applyUpdate(server, bytes);
        expect(server.store.pendingStructs).toBeNull();
        expectLengthsToFit(server);
      }
    }
    for (const { undo } of pages) undo.destroy();
  }
  // Otherwise the seeds have missed what this is about.
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(15);
});

function count(server: Y.Doc, bytes: Uint8Array, seen: Record<string, number>): void {
  const add = (what: string) => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  add("sends");
  for (const struct of Y.decodeUpdate(bytes).structs) {
    const { client, clock } = struct.id;
    const known = Y.getState(server.store, client);
    if (clock >= known) continue;
    if (clock + struct.length > known) add("overlaps");
    const isCollected = !(Y.getItem(server.store, struct.id) instanceof Y.Item);
    if (isCollected && struct instanceof Y.Item) add("serverCollected");
    if (!isCollected && struct instanceof Y.GC) add("senderCollected");
  }
}
