/**
 * A typist writes one paragraph, character after character. The paragraph is made by Yjs; the updates after it are put
 * together by hand, byte for byte what Yjs would write, because a document in memory for every typist is a load of its own.
 */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { syncFrame } from "./frames.mjs";

const letters = "etaoin shrdlu";

export class Typist {
  #clock;

  /** @param {number} client the Yjs client id to write under */
  constructor(client) {
    this.client = client;
    const doc = new Y.Doc();
    doc.clientID = client;
    const paragraph = new Y.XmlElement("paragraph");
    const text = new Y.XmlText();
    text.insert(0, "-");
    paragraph.insert(0, [text]);
    doc.getXmlFragment("default").insert(0, [paragraph]);
    /** What must be in the document before the first character. */
    this.paragraph = syncFrame(2, Y.encodeStateAsUpdate(doc));
    this.#clock = Y.getState(doc.store, client);
    this.firstClock = this.#clock;
    doc.destroy();
  }

  /** How many characters have been typed. */
  get typed() {
    return this.#clock - this.firstClock;
  }

  /** The message of the next character. */
  next() {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 1); // clients
    encoding.writeVarUint(encoder, 1); // structs
    encoding.writeVarUint(encoder, this.client);
    encoding.writeVarUint(encoder, this.#clock);
    encoding.writeUint8(encoder, 0x84); // a string that has an origin
    encoding.writeVarUint(encoder, this.client);
    encoding.writeVarUint(encoder, this.#clock - 1);
    encoding.writeVarString(encoder, letters.charAt(this.#clock % letters.length));
    encoding.writeVarUint(encoder, 0); // nothing deleted
    this.#clock++;
    return syncFrame(2, encoding.toUint8Array(encoder));
  }

  /** How many characters a reader has who was told that this client has come to `clock`. */
  readUpTo(clock) {
    return clock - this.firstClock;
  }
}
