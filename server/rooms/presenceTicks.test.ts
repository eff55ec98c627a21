import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { frameType } from "../../shared/frames.ts";
import { framesOf, fromNothing, openTestRooms, type TestSocket, turns } from "./testing/openTestRooms.ts";

const place = (clock: number) => ({ item: { client: 5, clock }, assoc: 0 });

/** A room with so many people in it that moves are gathered over a second, and one who watches. */
async function openCrowd(count: number) {
  const room = await openTestRooms();
  const join = async () => {
    const socket = await room.connect();
    socket.session.receive(fromNothing);
    return socket;
  };
  const watcher = await join();
  for (let index = 1; index < count; index++) await join();
  await turns();
  room.time.advance(2_000);
  const seen = new Awareness(new Y.Doc());
  return {
    ...room,
    join,
    /** The clients that the watcher has been told of by now. */
    sees(): Map<number, unknown> {
      for (const frame of framesOf(watcher, frameType.awareness)) {
        const body = decoding.createDecoder(frame);
        decoding.readVarUint(body);
        applyAwarenessUpdate(seen, decoding.readVarUint8Array(body), "server");
      }
      return new Map([...seen.getStates()].filter(([client]) => client !== seen.clientID));
    },
  };
}

function speaker(clientId: number) {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const awareness = new Awareness(doc);
  return (socket: TestSocket, state: Record<string, unknown>) => {
    awareness.setLocalState(state);
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameType.awareness);
    encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [clientId]));
    socket.session.receive(encoding.toUint8Array(encoder));
  };
}

test("in a crowd a caret waits for up to a second, but who comes is seen within 150 ms and who leaves is gone by then", async () => {
  const crowd = await openCrowd(400);
  const ana = speaker(77);
  const socket = await crowd.join();
  ana(socket, { cursor: null });
  crowd.time.advance(150);
  expect(crowd.sees().has(77)).toBe(true);

  const cursor = { anchor: place(1), head: place(1) };
  ana(socket, { cursor });
  crowd.time.advance(500);
  expect(crowd.sees().get(77)).toMatchObject({ cursor: null });
  crowd.time.advance(500);
  expect(crowd.sees().get(77)).toMatchObject({ cursor });

  socket.session.leave();
  crowd.time.advance(150);
  expect(crowd.sees().has(77)).toBe(false);
});

test("who comes while a caret waits takes the caret along, and nothing is told twice", async () => {
  const crowd = await openCrowd(400);
  const [ana, ben] = [speaker(77), speaker(78)];
  const [anas, bens] = [await crowd.join(), await crowd.join()];
  ana(anas, { cursor: null });
  crowd.time.advance(150);
  const cursor = { anchor: place(2), head: place(2) };
  ana(anas, { cursor });
  crowd.time.advance(10);
  ben(bens, { cursor: null });
  crowd.time.advance(150);
  expect(crowd.sees().get(77)).toMatchObject({ cursor });
  expect(crowd.sees().has(78)).toBe(true);
  const told = framesOf(anas, frameType.awareness).length;
  crowd.time.advance(3_000);
  expect(framesOf(anas, frameType.awareness)).toHaveLength(told);
});

test("who comes back under the id of before, a moment after leaving, is seen within 150 ms", async () => {
  const crowd = await openCrowd(100);
  const ana = speaker(77);
  const first = await crowd.join();
  ana(first, { cursor: null });
  crowd.time.advance(300);
  first.session.leave();
  crowd.time.advance(20);
  const again = await crowd.join();
  ana(again, { cursor: null, device: "phone" });
  crowd.time.advance(150);
  expect(crowd.sees().get(77)).toMatchObject({ device: "phone" });
});
