/**
 * Writes a library of documents into a data folder, through the storage code of the server: what people would have left behind there.
 * The same wish gives the same documents.
 */
import * as Y from "yjs";
import { openDataFolder } from "../../dist/bench-storage/dataFolder.js";
import { randomFrom, writeProse } from "../load/prose.mjs";

/** How many documents are on their way to the disk at once. */
const width = 200;
const idAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
const createdAt = Date.UTC(2026, 0, 1);

const { members, documents, textBytes } = JSON.parse(process.env.WISH);
const random = randomFrom(documents + textBytes);
const logger = { warn: (details, sentence) => console.error(sentence, details) };
const storage = await openDataFolder(process.env.DATA_DIR, {
  logger,
  random: (count) => Uint8Array.from({ length: count }, () => random() * 256),
  now: () => createdAt,
});

const ids = Array.from({ length: documents }, makeId);
await storage.catalog.change((data) => {
  for (const [index, id] of ids.entries()) {
    data.documents[id] = {
      title: writeProse(random, 24),
      createdAt: createdAt + index,
      createdBy: members[0],
      members: Object.fromEntries(
        members.map((member, place) => [
          member,
          { role: place === 0 ? "owner" : "editor", color: { hue: place * 60, step: 1 }, since: createdAt + place },
        ]),
      ),
    };
  }
});
for (let begin = 0; begin < ids.length; begin += width) {
  const writing = ids.slice(begin, begin + width).map((id, index) => write(id, createdAt + (begin + index) * 1000));
  await Promise.all(writing);
}
await storage.close();

function write(id, at) {
  const by = members[Math.floor(random() * members.length)];
  const ask = {
    after: 0,
    ifNoEpoch: true,
    facts: [{ fact: "epoch", epoch: makeId(), at, by }],
    entries: [{ at, by, session: null, kind: "edit", update: updateOf() }],
  };
  return new Promise((durable, failed) => {
    const moved = () => failed(new Error("Somebody else wrote into a new document."));
    storage.log.append(id, ask, { written() {}, durable, moved, failed });
  });
}

/** Paragraphs of some 400 letters. */
function updateOf() {
  const doc = new Y.Doc();
  doc.clientID = 1 + Math.floor(random() * 2 ** 31);
  const paragraphs = [];
  for (let length = 0; length < textBytes; length += 400) {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(writeProse(random, Math.min(400, textBytes - length)))]);
    paragraphs.push(paragraph);
  }
  doc.getXmlFragment("default").insert(0, paragraphs);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function makeId() {
  return Array.from({ length: 26 }, () => idAlphabet.charAt(random() * 32)).join("");
}
