/** What lies where in LevelDB, and how a value proves that it is whole. */
import { crc32 } from "node:zlib";
import type { DocumentId } from "../../shared/ids.ts";
import type { Seq } from "./updateLog.ts";

export interface LevelSnapshot {
  close(): Promise<void>;
}

export interface LevelRange {
  gte: string;
  lt: string;
  reverse?: boolean;
  limit?: number;
  snapshot?: LevelSnapshot;
}

/** What storage uses of a Level database: `ClassicLevel` on a disk, `MemoryLevel` in simulations. Its values are bytes. */
export interface Level {
  readonly status: string;
  get(key: string, options?: { snapshot?: LevelSnapshot }): Promise<Buffer | undefined>;
  getSync(key: string): Buffer | undefined;
  getMany(keys: string[]): Promise<(Buffer | undefined)[]>;
  /** With `sync`, a power cut cannot take it back. All or nothing either way. */
  batch(operations: LevelOperation[], options?: { sync: boolean }): Promise<void>;
  keys(range: LevelRange): AsyncIterable<string> & { all(): Promise<string[]> };
  iterator(range: LevelRange): AsyncIterable<[string, Buffer]> & {
    nextv(count: number): Promise<[string, Buffer][]>;
    close(): Promise<void>;
  };
  snapshot(): LevelSnapshot;
}

export type LevelOperation = { type: "put"; key: string; value: Buffer } | { type: "del"; key: string };

/** Up to which journal file and position everything is folded. */
export const foldedKey = "meta!folded";
export const foldedSpareKey = "meta!folded-spare";
export const formatKey = "meta!format";

/** There once damage was found that may have hit a fact, of any document. */
export const factsMayLackKey = "meta!facts-may-lack";

export const headKey = (documentId: DocumentId) => `head!${documentId}`;
/** The same bytes as the head: without its head a document would have no epoch. */
export const headSpareKey = (documentId: DocumentId) => `head-spare!${documentId}`;
export const entryKey = (documentId: DocumentId, seq: Seq) => `entry!${documentId}!${sortable(seq)}`;
export const eventKey = (documentId: DocumentId, position: number) => `event!${documentId}!${sortable(position)}`;
export const ownerKey = (documentId: DocumentId, clientId: number) => `owner!${documentId}!${sortable(clientId)}`;
export const checkpointKey = (documentId: DocumentId, seq: Seq) => `checkpoint!${documentId}!${sortable(seq)}`;
export const purgedKey = (documentId: DocumentId) => `purged!${documentId}`;

export type Shelf = "entry" | "event" | "owner" | "checkpoint";
export const shelves: readonly Shelf[] = ["entry", "event", "owner", "checkpoint"];

/** Every key of one document on one shelf. `"` is the letter after `!`. */
export function rangeOf(shelf: Shelf, documentId: DocumentId): { gte: string; lt: string } {
  return { gte: `${shelf}!${documentId}!`, lt: `${shelf}!${documentId}"` };
}

/** Hexadecimal in equal length, so that keys sort as numbers do. */
function sortable(number: number): string {
  return number.toString(16).padStart(12, "0");
}

export function numberOfKey(key: string): number {
  return Number.parseInt(key.slice(key.lastIndexOf("!") + 1), 16);
}

/** Puts a CRC-32 before the bytes. */
export function seal(content: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafe(4 + content.byteLength);
  sealed.writeUInt32BE(crc32(content), 0);
  sealed.set(content, 4);
  return sealed;
}

export function sealJson(value: unknown): Buffer {
  return seal(Buffer.from(JSON.stringify(value)));
}

/** The bytes behind their CRC; null when they are damaged. */
export function unseal(sealed: Buffer): Buffer | null {
  if (sealed.length < 4) return null;
  const content = sealed.subarray(4);
  return crc32(content) === sealed.readUInt32BE(0) ? content : null;
}

/** Reads what `sealJson` made; null when it is damaged. */
export function unsealJson<T>(sealed: Buffer | undefined): T | null {
  const content = sealed ? unseal(sealed) : null;
  return content ? (JSON.parse(content.toString()) as T) : null;
}
