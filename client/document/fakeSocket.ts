/** A socket for tests, whose other end is the test itself. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { barrierAnswerFrame, frameType, newsFrame, syncFrame, syncStep } from "../../shared/frames.ts";
import type { News } from "../../shared/news.ts";

export type Heard =
  | { frame: "step1" | "step2" | "update"; bytes: Uint8Array }
  | { frame: "barrier"; version: number }
  | { frame: "presence"; clients: number[] }
  | { frame: "other"; type: number };

export class FakeSocket {
  static opened: FakeSocket[] = [];
  static last(): FakeSocket {
    const socket = FakeSocket.opened.at(-1);
    if (socket === undefined) throw new Error("No socket was opened.");
    return socket;
  }

  readonly OPEN = 1;
  readyState = 0;
  binaryType = "";
  readonly url: URL;
  readonly sent: Uint8Array[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Uint8Array }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;

  constructor(url: string) {
    this.url = new URL(url);
    FakeSocket.opened.push(this);
  }

  send(frame: Uint8Array): void {
    if (this.readyState !== this.OPEN) throw new Error("Sent on a socket that is not open.");
    this.sent.push(frame);
  }

  close(): void {
    this.readyState = 3;
  }

  opens(): void {
    this.readyState = this.OPEN;
    this.onopen?.();
  }

  says(frame: Uint8Array): void {
    this.onmessage?.({ data: frame });
  }

  tells(news: News): void {
    this.says(newsFrame(JSON.stringify(news)));
  }

  acknowledges(version: number, handedTo = 0, syncedSeq = 0): void {
    this.says(barrierAnswerFrame({ version, handedTo, syncedSeq }));
  }

  /** What the server does when a session has joined: asks for all, then answers with all of `doc`. */
  greets(doc: Y.Doc): void {
    this.says(syncFrame(syncStep.one, Y.encodeStateVector(doc)));
    this.says(syncFrame(syncStep.two, Y.encodeStateAsUpdate(doc)));
  }

  sendsUpdate(update: Uint8Array): void {
    this.says(syncFrame(syncStep.update, update));
  }

  closes(code: number, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  heard(): Heard[] {
    return this.sent.map(readFrame);
  }

  names(): string[] {
    return this.heard().map((heard) => heard.frame);
  }

  forgets(): void {
    this.sent.length = 0;
  }
}

function readFrame(frame: Uint8Array): Heard {
  const decoder = decoding.createDecoder(frame);
  const type = decoding.readVarUint(decoder);
  if (type === frameType.sync) {
    const step = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    return { frame: step === syncStep.one ? "step1" : step === syncStep.two ? "step2" : "update", bytes };
  }
  if (type === frameType.barrier) return { frame: "barrier", version: decoding.readVarUint(decoder) };
  if (type === frameType.awareness) {
    const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
    const clients = Array.from({ length: decoding.readVarUint(inner) }, () => {
      const client = decoding.readVarUint(inner);
      decoding.readVarUint(inner);
      decoding.readVarString(inner);
      return client;
    });
    return { frame: "presence", clients };
  }
  return { frame: "other", type };
}

/** A presence frame of one peer, as the server sends it. */
export function presenceFrame(client: number, clock: number, state: unknown): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, 1);
  encoding.writeVarUint(inner, client);
  encoding.writeVarUint(inner, clock);
  encoding.writeVarString(inner, JSON.stringify(state));
  const outer = encoding.createEncoder();
  encoding.writeVarUint(outer, frameType.awareness);
  encoding.writeVarUint8Array(outer, encoding.toUint8Array(inner));
  return encoding.toUint8Array(outer);
}
