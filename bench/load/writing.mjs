/**
 * A document as people leave it behind: written in runs, with jumps of the caret and words taken back. From a trace of a
 * real writing when one is given, else from a seeded generator with like statistics.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as Y from "yjs";

const clientOfWriting = 77_000_001;
const updatesPerDocument = 400;

/**
 * @param {{ textBytes: number, trace?: string, seed?: number }} wish
 * @returns {{ state: Uint8Array, stateVector: Uint8Array, updates: Uint8Array[], text: number }}
 */
export function writeDocument({ textBytes, trace, seed = 1 }) {
  const doc = new Y.Doc();
  doc.clientID = clientOfWriting;
  const updates = [];
  doc.on("update", (update) => updates.push(update));
  const text = trace ? followTrace(doc, readTrace(trace), textBytes) : write(doc, textBytes, seed);
  const result = { state: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc), updates, text };
  doc.destroy();
  return result;
}

function write(doc, textBytes, seed) {
  const random = seededRandom(seed);
  const fragment = doc.getXmlFragment("default");
  const perUpdate = textBytes / updatesPerDocument;
  const paragraphs = [];
  let length = 0;
  for (let due = perUpdate; length < textBytes; due += perUpdate) {
    doc.transact(() => {
      while (length < Math.min(due, textBytes)) length += writeRun(fragment, paragraphs, random);
    });
  }
  return length;
}

/** One run of typing: at the end of the last paragraph mostly, elsewhere now and then; a part of it is taken back. */
function writeRun(fragment, paragraphs, random) {
  if (paragraphs.length === 0 || (random() < 0.05 && paragraphs.at(-1).length > 300)) {
    const text = new Y.XmlText();
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [text]);
    fragment.insert(fragment.length, [paragraph]);
    paragraphs.push(text);
  }
  const jumps = random() < 0.25;
  const text = jumps ? paragraphs[Math.floor(random() * paragraphs.length)] : paragraphs.at(-1);
  const at = jumps ? Math.floor(random() * (text.length + 1)) : text.length;
  const run = words(4 + Math.floor(-Math.log(1 - random()) * 22), random);
  text.insert(at, run);
  if (random() > 0.5) return run.length;
  const takenBack = Math.min(run.length, 1 + Math.floor(random() * 8));
  text.delete(at + run.length - takenBack, takenBack);
  return run.length - takenBack;
}

function words(length, random) {
  let text = "";
  while (text.length < length)
    text += "etaoinshrdlucmfwypvbgkjqxz".charAt(Math.floor(random() ** 2 * 26)) + (random() < 0.2 ? " " : "");
  return text.slice(0, length);
}

/** A trace holds one writing of one text; it is written again into further paragraphs until there is enough. */
function followTrace(doc, txns, textBytes) {
  const fragment = doc.getXmlFragment("default");
  let length = 0;
  while (length < textBytes) {
    const text = new Y.XmlText();
    const paragraph = new Y.XmlElement("paragraph");
    doc.transact(() => {
      paragraph.insert(0, [text]);
      fragment.insert(fragment.length, [paragraph]);
    });
    const step = Math.ceil(txns.length / Math.max(1, updatesPerDocument / Math.ceil(textBytes / 105_000)));
    for (let from = 0; from < txns.length && length + text.length < textBytes; from += step) {
      doc.transact(() => {
        for (const { patches } of txns.slice(from, from + step)) {
          for (const [at, deleted, inserted] of patches) {
            if (deleted > 0) text.delete(at, deleted);
            if (inserted !== "") text.insert(at, inserted.replaceAll("\n", " "));
          }
        }
      });
    }
    length += text.length;
  }
  return length;
}

function readTrace(file) {
  const bytes = readFileSync(file);
  const { txns } = JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString());
  if (!Array.isArray(txns)) throw new Error(`${file} is no trace: it has no list "txns".`);
  return txns;
}

/** Mulberry32: small, and the same on every machine. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
