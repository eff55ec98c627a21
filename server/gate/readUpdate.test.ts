import fc from "fast-check";
import * as encoding from "lib0/encoding";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { Refusal } from "../../shared/refusal.ts";
import { defaultGateLimits } from "./limits.ts";
import { type ReadUpdate, readUpdate } from "./readUpdate.ts";

const read = (update: Uint8Array) => readUpdate(update, defaultGateLimits);

/** Two copies that edit at random, sometimes together, with every kind of content that Yjs has. */
function randomUpdates(choices: readonly number[]): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const copies = [new Y.Doc(), new Y.Doc()];
  copies.forEach((doc, index) => {
    doc.clientID = 1000 + index * 100_000;
    doc.on("update", (update: Uint8Array, origin: unknown) => origin !== "exchange" && updates.push(update));
  });
  let at = 0;
  const choose = (below: number) => (choices[at++ % choices.length] ?? 0) % below;
  for (let step = 0; step < choices.length; step++) {
    const doc = copies[choose(2)] as Y.Doc;
    const root = doc.getXmlFragment("default");
    const element = new Y.XmlElement(`node${choose(3)}`);
    const blocks = root.toArray();
    const block = blocks[choose(Math.max(1, blocks.length))];
    const text = block instanceof Y.XmlElement ? block.get(0) : undefined;
    switch (choose(10)) {
      case 0:
        setAny(element, "value", [null, true, "ä😀", 1.5, -7, [1, 2]][choose(6)]);
        element.insert(0, [new Y.XmlText("hello 😀 wörld")]);
        root.insert(choose(root.length + 1), [element]);
        break;
      case 1:
        if (root.length > 2) root.delete(choose(root.length), 1);
        break;
      case 2:
        if (block instanceof Y.XmlElement) block.setAttribute("again", String(choose(5)));
        break;
      case 3:
        for (const copy of copies) {
          for (const other of copies) Y.applyUpdate(copy, Y.encodeStateAsUpdate(other), "exchange");
        }
        break;
      case 4:
        if (text instanceof Y.XmlText) text.format(0, text.length, { bold: choose(2) === 0 ? {} : null });
        break;
      case 5:
        doc.getMap("map").set(`key${choose(3)}`, { deep: [choose(9), "x", null], bytes: new Uint8Array([1, 2]) });
        break;
      case 6:
        doc.getArray("array").push([choose(9), new Uint8Array([7]), new Y.Map(), null]);
        break;
      case 7:
        if (text instanceof Y.XmlText) text.insertEmbed(0, { image: choose(9) });
        break;
      default:
        if (text instanceof Y.XmlText) {
          if (choose(3) > 0) text.insert(choose(text.length + 1), "abc");
          else if (text.length > 3) text.delete(choose(text.length - 2), 2);
        }
    }
  }
  return [...updates, ...copies.map((doc) => Y.encodeStateAsUpdate(doc))];
}

/** Attributes hold any value, whatever the types of Yjs say. */
function setAny(element: { setAttribute: (name: string, value: never) => void }, name: string, value: unknown): void {
  element.setAttribute(name, value as never);
}

/** The same facts, as Yjs' own decoder tells them. */
function asYjsReads(update: Uint8Array): ReadUpdate {
  const { structs, ds } = Y.decodeUpdate(update);
  const byClient = new Map<number, ReadUpdate["clients"][number]["structs"][number][]>();
  for (const struct of structs) {
    const list = byClient.get(struct.id.client) ?? [];
    byClient.set(struct.id.client, list);
    const isItem = struct instanceof Y.Item;
    const content = isItem ? struct.content : null;
    const parent: unknown = isItem ? struct.parent : null;
    const type = content instanceof Y.ContentType ? content.type : null;
    list.push({
      kind: isItem ? struct.content.getRef() : struct instanceof Y.GC ? 0 : 10,
      client: struct.id.client,
      clock: struct.id.clock,
      length: struct.length,
      originClient: isItem && struct.origin ? struct.origin.client : -1,
      originClock: isItem && struct.origin ? struct.origin.clock : -1,
      rightClient: isItem && struct.rightOrigin ? struct.rightOrigin.client : -1,
      rightClock: isItem && struct.rightOrigin ? struct.rightOrigin.clock : -1,
      parentRoot: typeof parent === "string" ? parent : null,
      parentClient: parent instanceof Y.ID ? parent.client : -1,
      parentClock: parent instanceof Y.ID ? parent.clock : -1,
      parentSub: isItem ? struct.parentSub : null,
      type:
        type === null
          ? -1
          : [Y.Array, Y.Map, Y.Text, Y.XmlElement, Y.XmlFragment, Y.XmlHook, Y.XmlText].indexOf(
              type.constructor as typeof Y.Array,
            ),
      name: type instanceof Y.XmlElement ? type.nodeName : content instanceof Y.ContentFormat ? content.key : null,
      value:
        content instanceof Y.ContentFormat ? content.value : content instanceof Y.ContentAny ? content.arr : undefined,
    });
  }
  return {
    clients: [...byClient].map(([client, structs]) => ({ client, structs })),
    deletes: [...ds.clients].map(([client, ranges]) => ({
      client,
      starts: ranges.map((range) => range.clock),
      lengths: ranges.map((range) => range.len),
    })),
  };
}

test("real updates are read as Yjs reads them", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 120 }), (choices) => {
      for (const update of randomUpdates(choices)) expect(read(update)).toEqual(asYjsReads(update));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("bytes that are cut, changed or made up are read or refused, and nothing else happens", () => {
  const corpus = randomUpdates(Array.from({ length: 80 }, (_, index) => (index * 7919) % 10_007));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc
          .tuple(
            fc.nat(corpus.length - 1),
            fc.array(fc.tuple(fc.nat(5_000), fc.nat(255)), { maxLength: 6 }),
            fc.nat(5_000),
          )
          .map(([which, changes, cut]) => {
            const bytes = Uint8Array.from(corpus[which] as Uint8Array);
            for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
            return bytes.subarray(0, cut < 2_500 ? cut : bytes.length);
          }),
      ),
      (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      },
    ),
    { seed: 2, numRuns: 3_000 },
  );
});

function bytesOf(write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode(write);
}

function uints(encoder: encoding.Encoder, ...numbers: number[]): void {
  for (const number of numbers) encoding.writeVarUint(encoder, number);
}

const twoToThe31 = 2 ** 31;

test.each([
  ["structs", bytesOf((e) => uints(e, 1, twoToThe31, 1, 0))],
  ["clients", bytesOf((e) => uints(e, twoToThe31, 1, 1, 0))],
  ["deleted ranges", bytesOf((e) => uints(e, 0, 1, 1, twoToThe31))],
  ["clients that delete", bytesOf((e) => uints(e, 0, twoToThe31))],
  [
    "values",
    bytesOf((e) => {
      uints(e, 1, 1, 1, 0, 8, 1);
      encoding.writeVarString(e, "default");
      encoding.writeVarUint(e, twoToThe31);
    }),
  ],
  [
    "things in a value",
    bytesOf((e) => {
      uints(e, 1, 1, 1, 0, 8, 1);
      encoding.writeVarString(e, "default");
      encoding.writeVarUint(e, 1);
      encoding.writeUint8(e, 117);
      encoding.writeVarUint(e, twoToThe31);
    }),
  ],
  [
    "letters",
    bytesOf((e) => {
      uints(e, 1, 1, 1, 0, 4, 1);
      encoding.writeVarString(e, "default");
      encoding.writeVarUint(e, twoToThe31);
    }),
  ],
])("a declared count of 2^31 %s costs nothing", (_what, bomb) => {
  expect(bomb.length).toBeLessThan(24);
  const before = process.memoryUsage();
  for (let round = 0; round < 200; round++) expect(() => read(bomb)).toThrow(Refusal);
  const after = process.memoryUsage();
  expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(64 * 1024 * 1024);
});

test("a value nested ten thousand deep is refused, not followed", () => {
  const bomb = bytesOf((e) => {
    uints(e, 1, 1, 1, 0, 8, 1);
    encoding.writeVarString(e, "default");
    encoding.writeVarUint(e, 1);
    for (let depth = 0; depth < 10_000; depth++) encoding.writeUint8Array(e, new Uint8Array([117, 1]));
    encoding.writeUint8(e, 127);
    encoding.writeVarUint(e, 0);
  });
  expect(() => read(bomb)).toThrow(Refusal);
});

test("bytes after the end are refused", () => {
  const doc = new Y.Doc();
  doc.getXmlFragment("default").insert(0, [new Y.XmlElement("paragraph")]);
  const update = Y.encodeStateAsUpdate(doc);
  expect(() => read(update)).not.toThrow();
  expect(() => read(Uint8Array.from([...update, 0]))).toThrow(Refusal);
});

test("the newer encoding of Yjs is not taken for the one that is spoken here", () => {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText("some words")]);
  doc.getXmlFragment("default").insert(0, [paragraph]);
  expect(() => read(Y.encodeStateAsUpdateV2(doc))).toThrow(Refusal);
});

test("structs and ranges beyond the raw counts are refused before they are kept", () => {
  const many = bytesOf((e) => {
    uints(e, 1, 1_000, 1, 0);
    for (let index = 0; index < 1_000; index++) encoding.writeUint8Array(e, new Uint8Array([0, 1]));
    encoding.writeVarUint(e, 0);
  });
  expect(read(many).clients[0]?.structs.length).toBe(1_000);
  const limits = { ...defaultGateLimits, maxRawStructs: 999 };
  expect(() => readUpdate(many, limits)).toThrow(expect.objectContaining({ code: "too-large" }));
});
