/** Frames and updates that no honest page makes: bytes out of shape, lying lengths, content that no editor writes. */
import * as encoding from "lib0/encoding";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as Y from "yjs";
import { frameType, outboxFrame, syncFrame, syncStep } from "../../shared/frames.ts";
import { type AttackedServer, startAttackedServer } from "./attackedServer.ts";

let stage: AttackedServer;

beforeAll(async () => {
  stage = await startAttackedServer();
}, 60_000);

afterAll(() => stage.close());

const update = (bytes: Uint8Array): Uint8Array => syncFrame(syncStep.update, bytes);

test("WebSocket frames that break the protocol: unmasked, reserved bits, bad close codes, endless fragments, lying lengths", async () => {
  await stage.withstands(async () => {
    await stage.sendsRaw(Buffer.from([0x82, 0x03, 1, 2, 3]));
    await stage.sendsRaw(Buffer.from([0xf2, 0x83, 0, 0, 0, 0, 1, 2, 3]));
    await stage.sendsRaw(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0xff, 0xff]));
    await stage.sendsRaw(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    await stage.sendsRaw(Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]));
    await stage.sendsRaw(Buffer.concat(Array.from({ length: 5_000 }, () => Buffer.from([0x00, 0x81, 0, 0, 0, 0, 7]))));
    await stage.sendsRaw(
      Buffer.concat([
        Buffer.from([0x02, 0x80, 0, 0, 0, 0]),
        Buffer.alloc(60_000, Buffer.from([0x00, 0x80, 0, 0, 0, 0])),
      ]),
    );
    for (let count = 0; count < 40; count++) await stage.sendsRaw(stage.random.bytes(200));
  });
}, 120_000);

test("truncated and random bytes in every kind of frame close that one socket as malformed", async () => {
  await stage.withstands(async () => {
    const doc = new Y.Doc();
    doc.getXmlFragment("default").push([new Y.XmlElement("paragraph")]);
    const sound = Y.encodeStateAsUpdate(doc);
    for (let cut = 1; cut < sound.length; cut += 3) {
      expect(await stage.attackerSends([update(sound.subarray(0, cut))])).toBe(4400);
    }
    expect(await stage.attackerSends([new Uint8Array()])).toBe(4400);
    expect(await stage.attackerSends([new Uint8Array([frameType.sync])])).toBe(4400);
    expect(await stage.attackerSends([new Uint8Array([frameType.sync, 9, 0])])).toBe(4400);
    expect(await stage.attackerSends([new Uint8Array([frameType.awareness, 3, 1, 2, 3])])).toBe(4400);
    expect(await stage.attackerSends([new Uint8Array([frameType.barrier])])).toBe(4400);
    expect(await stage.attackerSends([new Uint8Array([frameType.outbox, 200, 200, 3, 1])])).toBe(4400);
    for (let count = 0; count < 60; count++) {
      const frame = stage.random.bytes(1 + stage.random.below(60));
      frame[0] = stage.random.pick([0, 1, 3, 110, 112]);
      await stage.attackerSends([frame]);
    }
    for (let count = 0; count < 60; count++) {
      const mutated = sound.slice();
      mutated[stage.random.below(mutated.length)] = stage.random.below(256);
      await stage.attackerSends([update(mutated)]);
    }
  });
}, 120_000);

test("declared counts of billions in a few bytes cost nothing", async () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
  await stage.withstands(async () => {
    for (const bytes of [
      [...huge],
      [1, ...huge, 1, 0],
      [0, ...huge],
      [0, 1, 5, ...huge],
      [1, 1, 9, 0, 0x04, 1, 7, ...huge],
      [1, 1, 9, 0, 8, 1, 1, 97, ...huge],
    ]) {
      expect(await stage.attackerSends(Array.from({ length: 30 }, () => update(new Uint8Array(bytes))))).toBe(4400);
    }
    const states = encoding.createEncoder();
    encoding.writeVarUint(states, 1);
    encoding.writeVarUint8Array(states, new Uint8Array(huge));
    expect(await stage.attackerSends([encoding.toUint8Array(states)])).toBe(4400);
    await stage.attackerSends([syncFrame(syncStep.one, new Uint8Array(huge))]);
    await stage.attackerSends([
      outboxFrame(Array.from({ length: 5_000 }, () => ({ madeAt: 0, update: new Uint8Array([0, 0]) }))),
    ]);
  });
}, 120_000);

test("clock gaps and deletions of what does not exist yet stay out of the document, and end in a close to try again", async () => {
  await stage.withstands(async () => {
    const doc = new Y.Doc();
    doc.clientID = 77;
    const fragment = doc.getXmlFragment("default");
    fragment.push([new Y.XmlElement("paragraph")]);
    const before = Y.encodeStateVector(doc);
    fragment.push([new Y.XmlElement("paragraph")]);
    const gap = Y.encodeStateAsUpdate(doc, before);
    const code = await stage.attackerSends(Array.from({ length: 3_000 }, () => syncFrame(syncStep.two, gap)));
    expect(code).toBe(4501);
    const deletes = encoding.createEncoder();
    for (const number of [0, 1, 78, 1, 0, 1_000_000]) encoding.writeVarUint(deletes, number);
    const future = encoding.toUint8Array(deletes);
    expect(await stage.attackerSends(Array.from({ length: 5 }, () => syncFrame(syncStep.two, future)))).toBe(4501);
  });
  const state = await fetch(`${stage.server.url}/api/documents/${stage.documentId}/reading`, {
    headers: { cookie: stage.victim.cookie },
  });
  expect(state.status).toBe(200);
}, 120_000);

test("content that no editor makes is refused: foreign roots, foreign types, unknown nodes, depth, script links", async () => {
  const made = (change: (doc: Y.Doc) => void): Uint8Array => {
    const doc = new Y.Doc();
    change(doc);
    return update(Y.encodeStateAsUpdate(doc));
  };
  const linked = (href: unknown) =>
    made((doc) => {
      const paragraph = new Y.XmlElement("paragraph");
      const text = new Y.XmlText();
      paragraph.insert(0, [text]);
      doc.getXmlFragment("default").push([paragraph]);
      text.insert(0, "here", { link: { href } });
    });
  await stage.withstands(async () => {
    for (const frame of [
      made((doc) => doc.getMap("comments").set("a", 1)),
      made((doc) => doc.getText("default").insert(0, "text")),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlText("under the root")])),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlElement("evilNode")])),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlElement("doc")])),
      made((doc) => doc.getXmlFragment("default").push([new Y.XmlElement("__proto__")])),
      made((doc) => doc.getMap("default").set("sub", new Y.Doc())),
      made((doc) => {
        let inner: Y.XmlFragment | Y.XmlElement = doc.getXmlFragment("default");
        for (let depth = 0; depth < 3_000; depth++) {
          const quote: Y.XmlElement = new Y.XmlElement("blockquote");
          inner.insert(0, [quote]);
          inner = quote;
        }
      }),
      linked("javascript:alert(1)"),
      linked({ toString: "no" }),
    ]) {
      const code = await stage.attackerSends([frame]);
      expect([4400, 4413, 4422]).toContain(code);
    }
  });
}, 120_000);

test("a message above the limit ends the socket for good, not with a code that makes providers try again for ever", async () => {
  await stage.withstands(async () => {
    expect(await stage.attackerSends([new Uint8Array(12 * 1024 * 1024)])).toBe(4413);
  });
}, 120_000);
