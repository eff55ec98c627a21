import { beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { mark, update } from "./testing/handMadeUpdate.ts";
import { ana, from, mallory, openHello } from "./testing/hello.ts";

let server: Y.Doc;
let judge: ReturnType<typeof openHello>["judge"];

beforeEach(() => {
  ({ server, judge } = openHello());
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
