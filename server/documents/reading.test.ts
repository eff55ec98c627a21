import { expect, test } from "vitest";
import * as Y from "yjs";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import { createRandom } from "../simulation/random.ts";
import { createReading } from "./reading.ts";

const documentId = makeId<DocumentId>(createRandom(1).bytes);

function stateWith(text: string): Uint8Array {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment("default").push([paragraph]);
  return Y.encodeStateAsUpdate(doc);
}

test("the text is read as escaped HTML, with the seq that it covers", async () => {
  const read = createReading({ stateOf: async () => ({ state: stateWith("1 < 2 <script>"), seq: 7 }) });
  expect(await read(documentId)).toEqual({ html: "<p>1 &lt; 2 &lt;script&gt;</p>", seq: 7 });
});

test("those who ask at once share one rendering, and who asks later gets a new one", async () => {
  let taken = 0;
  const read = createReading({
    stateOf: async () => {
      taken++;
      return { state: stateWith("words"), seq: taken };
    },
  });
  await Promise.all(Array.from({ length: 8 }, () => read(documentId)));
  expect(taken).toBe(1);
  expect((await read(documentId)).seq).toBe(2);
});

test("a document that cannot be read now can be read later", async () => {
  let fails = true;
  const read = createReading({
    stateOf: async () => {
      if (fails) throw new Error("no storage");
      return { state: stateWith("words"), seq: 1 };
    },
  });
  await expect(read(documentId)).rejects.toThrow("no storage");
  fails = false;
  expect((await read(documentId)).html).toBe("<p>words</p>");
});
