import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { frameType } from "../../shared/frames.ts";
import type { MemberId } from "../../shared/ids.ts";
import { createPresence } from "./presence.ts";

const ana = { name: "Ana", color: "#336699", member: "a".repeat(26) as MemberId };
const ben = { name: "Ben", color: "#993366", member: "b".repeat(26) as MemberId };

/** A place in the text, as stock clients write it. */
const at = (clock: number) => ({ item: { client: 5, clock }, assoc: 0 });

/** A stock client's presence: the library's own Awareness under a chosen id. */
function person(clientId: number) {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const awareness = new Awareness(doc);
  return {
    awareness,
    says: (state: Record<string, unknown> | null) => {
      awareness.setLocalState(state);
      return encodeAwarenessUpdate(awareness, [clientId]);
    },
    hears: (frame: Uint8Array | null) => {
      if (frame === null) return;
      const body = decoding.createDecoder(frame);
      expect(decoding.readVarUint(body)).toBe(frameType.awareness);
      applyAwarenessUpdate(awareness, decoding.readVarUint8Array(body), "server");
    },
    sees: (other: number) => awareness.getStates().get(other),
    leaves: () => awareness.destroy(),
  };
}

test("name and colour come from the login, whatever the client says, and the caret goes along", () => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  presence.take(
    {},
    ana,
    first.says({
      user: { name: "Somebody else", color: "red" },
      cursor: { anchor: at(1), head: at(2) },
      more: "x",
    }),
  );
  second.hears(presence.changes());
  expect(second.sees(1)).toEqual({ user: ana, cursor: { anchor: at(1), head: at(2) } });
});

test("what a page tells of itself reaches the others, and nothing beside it", () => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  const told = { cursor: null, device: "phone", idle: true, following: 2, view: at(7) };
  presence.take({}, ana, first.says({ ...told, agent: "Some browser 12", view: { ...at(7), more: "x" } }));
  second.hears(presence.changes());
  expect(second.sees(1)).toEqual({ user: ana, ...told });
});

test.each([
  ["a device of no known kind", { device: "phone; background: url(x)" }],
  ["idleness in words", { idle: "yes" }],
  ["somebody to follow who is no client", { following: -1 }],
  ["somebody to follow beyond all clients", { following: 2 ** 40 }],
  ["a view of another root", { view: { tname: "secret" } }],
  ["a view as long as a book", { view: { tname: "x".repeat(3_000) } }],
  ["a view of lists", { view: [[[[]]]] }],
  ["hiding in words", { hidden: "true" }],
])("%s is left out", (_, state) => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  presence.take({}, ana, first.says({ cursor: null, ...state }));
  second.hears(presence.changes());
  expect(second.sees(1)).toEqual({ user: ana, cursor: null });
});

test("who hides shows neither caret nor view, even where a page sends them", () => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  presence.take({}, ana, first.says({ hidden: true, cursor: { anchor: at(1), head: at(2) }, view: at(3) }));
  second.hears(presence.changes());
  expect(second.sees(1)).toEqual({ user: ana, cursor: null, hidden: true });
});

test("in another colour somebody stays where they are, idle and hidden as before", () => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  const socket = {};
  presence.take(socket, ana, first.says({ device: "phone", idle: true, cursor: { anchor: at(1), head: at(2) } }));
  presence.changes();
  presence.showAs(socket, { ...ana, color: "#123456" });
  second.hears(presence.changes());
  expect(second.sees(1)).toEqual({
    user: { ...ana, color: "#123456" },
    device: "phone",
    idle: true,
    cursor: { anchor: at(1), head: at(2) },
  });
});

test("coming and leaving is told apart from moving", () => {
  const presence = createPresence<object>();
  const first = person(1);
  const socket = {};
  presence.take(socket, ana, first.says({ cursor: null }));
  expect(presence.hasComings()).toBe(true);
  presence.changes();
  presence.take(socket, ana, first.says({ cursor: { anchor: at(1), head: at(1) } }));
  expect(presence.hasComings()).toBe(false);
  presence.drop(socket);
  expect(presence.hasComings()).toBe(true);
});

test("who sends back everybody's state, as the stock provider does, changes nobody's presence and is not punished", () => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  const [anasSocket, bensSocket] = [{}, {}];
  presence.take(anasSocket, ana, first.says({ cursor: null }));
  second.hears(presence.changes());
  presence.take(bensSocket, ben, encodeAwarenessUpdate(second.awareness, [1]));
  expect(presence.changes()).toBeNull();
});

test("who comes back under the same id, with the clock it left with, is seen again", () => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  const socket = {};
  const message = first.says({ cursor: null });
  presence.take(socket, ana, message);
  second.hears(presence.changes());
  presence.drop(socket);
  second.hears(presence.changes());
  expect(second.sees(1)).toBeUndefined();
  presence.take({}, ana, message);
  second.hears(presence.changes());
  expect(second.sees(1)).toEqual({ user: ana, cursor: null });
});

test("everybody is told to who joins, and those who left are not among them", () => {
  const presence = createPresence<object>();
  const [first, second, third] = [person(1), person(2), person(3)];
  const gone = {};
  presence.take(gone, ana, first.says({ cursor: null }));
  presence.take({}, ben, second.says({ cursor: null }));
  presence.drop(gone);
  third.hears(presence.everybody());
  expect(third.sees(1)).toBeUndefined();
  expect(third.sees(2)).toMatchObject({ user: ben });
});

test("a socket speaks for a few ids and no more, and a huge state loses all but the name", () => {
  const presence = createPresence<object>();
  const socket = {};
  const listener = person(100);
  for (let clientId = 1; clientId <= 20; clientId++)
    presence.take(socket, ana, person(clientId).says({ cursor: null }));
  presence.take({}, ben, person(50).says({ cursor: { anchor: "x".repeat(10_000), head: 1 } }));
  listener.hears(presence.changes());
  expect([...listener.awareness.getStates().keys()].filter((id) => id <= 20)).toHaveLength(4);
  expect(listener.sees(50)).toEqual({ user: ben, cursor: null });
});

test("bytes that are no presence message are refused as malformed", () => {
  const presence = createPresence<object>();
  for (const bytes of [[3], [1, 1, 1], [1, 1, 1, 2, 123, 123], [255, 255, 255, 255, 15]]) {
    expect(() => presence.take({}, ana, new Uint8Array(bytes))).toThrowError(
      expect.objectContaining({ code: "malformed" }),
    );
  }
});

test("thousands of reconnects leave no more than a bounded memory of clocks", () => {
  const presence = createPresence<object>();
  for (let clientId = 1; clientId <= 5_000; clientId++) {
    const socket = {};
    const visitor = person(clientId);
    presence.take(socket, ana, visitor.says({ cursor: null }));
    visitor.leaves();
    presence.drop(socket);
    presence.changes();
  }
  expect(presence.remembered()).toBeLessThanOrEqual(2_001);
});

test("ids that are spoken for and taken back again and again stay few, and cost no time", () => {
  const presence = createPresence<object>();
  const socket = {};
  const inner = encoding.createEncoder();
  const count = 2_000;
  encoding.writeVarUint(inner, 2 * count);
  for (let clientId = 1; clientId <= count; clientId++) {
    for (const state of ["{}", "null"]) {
      encoding.writeVarUint(inner, clientId);
      encoding.writeVarUint(inner, 1);
      encoding.writeVarString(inner, state);
    }
  }
  presence.take(socket, ana, encoding.toUint8Array(inner));
  expect(presence.remembered()).toBe(4);
});

test("a first state with clock 0, as stock clients send it, is seen at once", () => {
  const presence = createPresence<object>();
  const listener = person(2);
  const inner = encoding.createEncoder();
  for (const number of [1, 7, 0]) encoding.writeVarUint(inner, number);
  encoding.writeVarString(inner, "{}");
  presence.take({}, ana, encoding.toUint8Array(inner));
  listener.hears(presence.changes());
  expect(listener.sees(7)).toEqual({ user: ana, cursor: null });
});

test("a caret that is no pair of relative positions is no caret", () => {
  const presence = createPresence<object>();
  const [first, second] = [person(1), person(2)];
  presence.take({}, ana, first.says({ cursor: { anchor: null, head: 5 } }));
  second.hears(presence.changes());
  expect(second.sees(1)).toEqual({ user: ana, cursor: null });
});
