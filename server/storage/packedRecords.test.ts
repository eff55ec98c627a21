import { isDeepStrictEqual } from "node:util";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { type DocumentId, type EpochId, type MemberId, makeId, type SessionId } from "../../shared/ids.ts";
import { encodeRecord, type LogRecord, readRecord, recordBytes } from "./journalRecord.ts";
import { PackedRecords } from "./packedRecords.ts";
import { seededRandom } from "./testing/simulatedStorage.ts";
import type { Entry, EntryKind, Fact } from "./updateLog.ts";

const kinds: readonly EntryKind[] = ["edit", "import", "restore", "mending", "handed-back", "system"];

/** Makes records of one document as a log could hold them, by chance. */
function recordMaker(random: () => number) {
  const below = (limit: number) => Math.floor(random() * limit);
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => below(256));
  const maybe = <T>(make: () => T): T | undefined => (random() < 0.3 ? make() : undefined);
  const documentId = makeId<DocumentId>(bytes);
  // Some come again and again, and there are more than have short names.
  const members = Array.from({ length: 50 }, () => makeId<MemberId>(bytes));
  const sessions = Array.from({ length: 50 }, () => makeId<SessionId>(bytes));
  const memberOf = () => members[Math.floor(below(50) * random())] as MemberId;
  const sessionOf = () => sessions[Math.floor(below(50) * random())] as SessionId;
  let position = 0;
  let seq = 0;

  function entry(): Entry {
    // Small ones mostly; some above the size from which they are not copied into one piece; a few larger than any piece.
    const size = random() < 0.8 ? below(120) : random() < 0.8 ? below(3000) : 15_000 + below(30_000);
    return {
      seq,
      at: 1_700_000_000_000 + seq,
      madeAt: maybe(() => random() * 2e12),
      by: maybe(memberOf) ?? null,
      via: maybe(memberOf),
      session: maybe(sessionOf) ?? null,
      kind: kinds[below(kinds.length)] as EntryKind,
      update: bytes(size),
      lineage: maybe(() => bytes(1 + below(700))),
    };
  }

  function fact(): Fact {
    const facts: Fact[] = [
      { fact: "epoch", epoch: makeId<EpochId>(bytes), at: 5, by: null },
      { fact: "schema", schema: below(9) },
      { fact: "owner", clientId: below(2 ** 32), member: makeId<MemberId>(bytes) },
      { fact: "event", bytes: bytes(below(800)) },
      { fact: "purged", at: 7, by: makeId<MemberId>(bytes) },
    ];
    return facts[below(facts.length)] as Fact;
  }

  function next(): LogRecord {
    position += 1 + below(2 ** 33);
    const luck = random();
    if (luck < 0.1) return { position, documentId, seq, kind: "fact", fact: fact() };
    seq++;
    if (luck < 0.2) return { position, documentId, seq, kind: "lost" };
    return { position, documentId, seq, kind: "entry", entry: entry() };
  }

  return { documentId, next, below };
}

test("packed records come back as a list of them would, whatever is pushed, dropped and asked for", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { documentId, next, below } = recordMaker(seededRandom(seed));
    const packed = new PackedRecords(documentId);
    let list: LogRecord[] = [];
    for (let step = 0; step < 60; step++) {
      for (let count = below(20); count > 0; count--) {
        const record = next();
        packed.push(record);
        list.push(record);
      }
      const dropped = below(3) === 0 ? below(list.length + 3) : below(4);
      packed.dropFirst(dropped);
      list = list.slice(dropped);
      expect(packed.length, `seed ${seed}`).toBe(list.length);
      expect(packed.lastPosition).toBe(list.at(-1)?.position ?? 0);
      const some = list[below(list.length)];
      expect(packed.countUpTo(some?.position ?? 1)).toBe(some === undefined ? 0 : list.indexOf(some) + 1);
      const fromSeq = some?.seq ?? 0;
      const wanted = list.filter((record) => record.kind !== "entry" || record.seq >= fromSeq);
      expect(isDeepStrictEqual(packed.read(fromSeq), wanted), `seed ${seed}`).toBe(true);
    }
    expect(isDeepStrictEqual([...packed.first(list.length)], list), `seed ${seed}`).toBe(true);
  }
});

test("the first records can be read while more are pushed behind them", () => {
  const { documentId, next } = recordMaker(seededRandom(3));
  const packed = new PackedRecords(documentId);
  const list = Array.from({ length: 100 }, next);
  for (const record of list) packed.push(record);
  const read: LogRecord[] = [];
  for (const record of packed.first(list.length)) {
    read.push(record);
    packed.push(next());
  }
  expect(isDeepStrictEqual(read, list)).toBe(true);
  packed.dropFirst(list.length);
  expect(packed.length).toBe(list.length);
});

test("what was read stays as it is when later records are pushed and it is dropped itself", () => {
  const { documentId, next } = recordMaker(seededRandom(4));
  const packed = new PackedRecords(documentId);
  const list = Array.from({ length: 50 }, next);
  for (const record of list) packed.push(record);
  const read = packed.read();
  packed.dropFirst(list.length);
  for (let count = 0; count < 500; count++) packed.push(next());
  expect(isDeepStrictEqual(read, list)).toBe(true);
});

test("a lost record has no bytes on a disk, and bytes that claim to be one are refused", () => {
  const documentId = makeId<DocumentId>((count) => new Uint8Array(count).fill(1));
  expect(() => encodeRecord({ position: 1, documentId, seq: 1, kind: "lost" }, 0, [])).toThrow("no bytes");
  const event: LogRecord = {
    position: 1,
    documentId,
    seq: 0,
    kind: "fact",
    fact: { fact: "event", bytes: new Uint8Array() },
  };
  for (const code of [0, 5, 255]) {
    const read = readRecord(withCode(recordBytes(event), code), 0, 0);
    expect(read).toBe(`The record has kind ${code}, which this version does not know.`);
  }
});

/** The record with another code, and a check sum that is right. */
function withCode(record: Buffer, code: number): Buffer {
  const changed = Buffer.from(record);
  changed[17] = code;
  changed.writeUInt32BE(crc32(changed.subarray(16), crc32(changed.subarray(4, 12))), 12);
  return changed;
}
