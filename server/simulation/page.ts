/**
 * A page as the simulation has it: a Y.Doc, the frames of the y-websocket protocol in the order in which the stock provider
 * sends them, and the barrier of our own page. The network loses, delays and cuts; the page only knows open and closed.
 */
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { barrierFrame, frameType, readBarrierAnswer, syncFrame, syncStep } from "../../shared/frames.ts";
import type { EpochId, RunId } from "../../shared/ids.ts";
import type { News } from "../../shared/news.ts";
import type { Hello } from "../rooms/roomNeeds.ts";
import type { Wire } from "../rooms/wire.ts";
import type { Random } from "./random.ts";
import { deletionsIn, type Reach, raise } from "./reach.ts";

/** The other end of an open line. */
export interface FarEnd {
  receive(frame: Uint8Array): void;
  leave(): void;
}

/** Opens a line: into a room of this process, or over a real socket. */
export type Dialer = (hello: Hello, wire: Wire) => Promise<FarEnd>;

type Line =
  | { state: "closed" }
  | { state: "opening"; toPage: Uint8Array[]; toServer: Uint8Array[]; isCut: boolean }
  | { state: "open"; toPage: Uint8Array[]; toServer: Uint8Array[]; session: FarEnd; isCut: boolean };

export class Page {
  readonly name: string;
  doc: Y.Doc;
  line: Line = { state: "closed" };
  closeCode: number | null = null;
  /** Own edits that were said to be saved: reach by own clock, and own deletions. */
  readonly acknowledged: Reach = { clocks: new Map(), deleted: [] };
  /** What came from the server: text of others that this page has shown. */
  readonly seen: Reach = { clocks: new Map(), deleted: [] };
  isSynced = false;
  epoch: EpochId | null = null;
  run: RunId | null = null;
  seenSeq = 0;
  #version = 0;
  #asked = new Map<number, { clock: number; deletedCount: number }>();
  readonly #ownDeletions: { client: number; clock: number }[] = [];

  constructor(name: string, clientId: number) {
    this.name = name;
    this.doc = this.#freshDoc(clientId);
  }

  get hasOpenLine(): boolean {
    return this.line.state === "open";
  }

  /** True when every barrier was answered. */
  get isAcknowledged(): boolean {
    return this.#asked.size === 0;
  }

  /** Reloads the page: everything that was only in this tab is gone, and it was warned. */
  reload(clientId: number): void {
    this.hangUp();
    this.doc.destroy();
    this.doc = this.#freshDoc(clientId);
    this.#ownDeletions.length = 0;
    this.epoch = null;
    this.run = null;
    this.seenSeq = 0;
  }

  #freshDoc(clientId: number): Y.Doc {
    const doc = new Y.Doc();
    doc.clientID = clientId;
    doc.getXmlFragment("default");
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "server") return;
      for (const { client, clock } of deletionsIn(update)) this.#ownDeletions.push({ client, clock });
      if (this.line.state === "closed") return;
      this.line.toServer.push(syncFrame(syncStep.update, update));
      this.#askBarrier();
    });
    return doc;
  }

  #askBarrier(): void {
    if (this.line.state === "closed") return;
    const version = ++this.#version;
    this.#asked.set(version, {
      clock: Y.getState(this.doc.store, this.doc.clientID),
      deletedCount: this.#ownDeletions.length,
    });
    this.line.toServer.push(barrierFrame(version));
  }

  /** Opens a socket. Like the stock provider it sends its question at once, and whatever is typed from now on. */
  dial(dialer: Dialer): void {
    if (this.line.state !== "closed") return;
    const line: Line = { state: "opening", toPage: [], toServer: [], isCut: false };
    this.line = line;
    this.isSynced = false;
    this.closeCode = null;
    this.#asked.clear();
    line.toServer.push(syncFrame(syncStep.one, Y.encodeStateVector(this.doc)));
    const wire: Wire = {
      send: ({ payload }) => {
        if (this.line === line || isSameLine(this.line, line)) line.toPage.push(payload);
      },
      close: (closeCode) => {
        if (isSameLine(this.line, line)) {
          this.closeCode = closeCode;
          this.hangUp();
        }
      },
      bufferedBytes: () => 0,
      onceDrained: (callback) => queueMicrotask(callback),
    };
    const hello = {
      speaksAmbo: true,
      schema: 1,
      epoch: this.epoch,
      run: this.run,
      seenSeq: this.seenSeq,
      hasOutbox: false,
    };
    dialer(hello, wire).then(
      (session) => {
        if (line.isCut || !isSameLine(this.line, line)) session.leave();
        else this.line = { state: "open", toPage: line.toPage, toServer: line.toServer, session, isCut: false };
      },
      (error: unknown) => {
        if (!isSameLine(this.line, line)) return;
        this.closeCode = error instanceof Error && "code" in error && error.code === "epoch-changed" ? 4409 : 4500;
        this.hangUp();
      },
    );
  }

  /** The network is cut: everything on its way in either direction is lost. */
  hangUp(): void {
    const line = this.line;
    this.line = { state: "closed" };
    this.isSynced = false;
    if (line.state === "closed") return;
    line.isCut = true;
    if (line.state === "open") line.session.leave();
  }

  /** The server is gone without a word. */
  loseServer(): void {
    this.line = { state: "closed" };
    this.isSynced = false;
  }

  /** Delivers everything that waits, in both directions. */
  pump(): void {
    while (this.deliverToPage());
    while (this.deliverToServer());
  }

  deliverToServer(): boolean {
    if (this.line.state !== "open") return false;
    const frame = this.line.toServer.shift();
    if (frame === undefined) return false;
    this.line.session.receive(frame);
    return true;
  }

  deliverToPage(): boolean {
    if (this.line.state === "closed") return false;
    const frame = this.line.toPage.shift();
    if (frame === undefined) return false;
    const body = decoding.createDecoder(frame);
    const type = decoding.readVarUint(body);
    if (type === frameType.sync) this.#readSync(body);
    else if (type === frameType.barrier) this.#readAnswer(body);
    else if (type === frameType.news) this.#readNews(JSON.parse(decoding.readVarString(body)) as News);
    return true;
  }

  #readSync(body: decoding.Decoder): void {
    const step = decoding.readVarUint(body);
    const bytes = decoding.readVarUint8Array(body);
    if (step === syncStep.one) {
      if (this.line.state === "closed") return;
      this.line.toServer.push(syncFrame(syncStep.two, Y.encodeStateAsUpdate(this.doc, bytes)));
      return;
    }
    Y.applyUpdate(this.doc, bytes, "server");
    for (const [client, clock] of Y.parseUpdateMeta(bytes).to) {
      // What waits for a lost predecessor is on no screen.
      const shown = Math.min(clock, Y.getState(this.doc.store, client));
      if (client !== this.doc.clientID) raise(this.seen.clocks, client, shown);
    }
    if (step === syncStep.two) {
      this.isSynced = true;
      this.#askBarrier();
    }
  }

  #readAnswer(body: decoding.Decoder): void {
    const { version, syncedSeq } = readBarrierAnswer(body);
    const covered = this.#asked.get(version);
    this.seenSeq = Math.max(this.seenSeq, syncedSeq);
    if (covered === undefined) return;
    this.#asked.delete(version);
    raise(this.acknowledged.clocks, this.doc.clientID, covered.clock);
    this.acknowledged.deleted.push(...this.#ownDeletions.slice(0, covered.deletedCount));
    this.#ownDeletions.splice(0, covered.deletedCount);
    for (const asked of this.#asked.values()) asked.deletedCount -= covered.deletedCount;
  }

  #readNews(news: News): void {
    if (news.news !== "welcome") return;
    if (this.epoch !== null && this.epoch !== news.epoch)
      throw new Error("A page was let in with a copy of another epoch.");
    this.epoch = news.epoch;
    this.run = news.run;
  }

  /** One edit as a person makes it: some letters, a deletion, a new paragraph, or a mark. */
  edit(random: Random): void {
    const fragment = this.doc.getXmlFragment("default");
    this.doc.transact(() => {
      const paragraphs = fragment.toArray().filter((child) => child instanceof Y.XmlElement);
      if (paragraphs.length === 0 || random.chance(0.08)) {
        const paragraph = new Y.XmlElement("paragraph");
        const text = new Y.XmlText();
        text.insert(0, letters(random));
        paragraph.insert(0, [text]);
        fragment.insert(random.below(fragment.length + 1), [paragraph]);
        return;
      }
      if (paragraphs.length > 2 && random.chance(0.04)) {
        fragment.delete(random.below(fragment.length), 1);
        return;
      }
      const text = random.pick(paragraphs).toArray()[0];
      if (!(text instanceof Y.XmlText)) return;
      const at = random.below(text.length + 1);
      const left = text.length - at;
      if (left > 0 && random.chance(0.3)) text.delete(at, 1 + random.below(Math.min(6, left)));
      else if (left > 0 && random.chance(0.15)) {
        text.format(at, 1 + random.below(left), { bold: random.chance(0.5) ? {} : null });
      } else text.insert(at, letters(random));
    }, "person");
  }
}

function isSameLine(current: Line, line: Line): boolean {
  return current.state !== "closed" && line.state !== "closed" && current.toPage === line.toPage;
}

function letters(random: Random): string {
  return Array.from({ length: 1 + random.below(5) }, () => String.fromCharCode(97 + random.below(26))).join("");
}
