import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { dead, skip, text, update } from "./testing/handMadeUpdate.ts";
import { ana, from, lastLetter, mallory, openHello } from "./testing/hello.ts";

let server: Y.Doc;
let judge: ReturnType<typeof openHello>["judge"];

beforeEach(() => {
  ({ server, judge } = openHello());
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
