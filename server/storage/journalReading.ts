/**
 * Reading the journal when the server starts: every good record once, in order, and a true account of what is damaged.
 */
import path from "node:path";
import type { FileLayer } from "./fileLayer.ts";
import { claimedEnd, type LogRecord, readClaim, readRecord, recordHeaderBytes, recordMagic } from "./journalRecord.ts";
import type { Damage } from "./updateLog.ts";

export interface JournalContent {
  /** Every record once, in the order of positions; `lost` ones stand where a damaged record said what it was. */
  records: LogRecord[];
  damage: { damage: Damage; content: Uint8Array }[];
  /** The files that hold these records, with the length up to which they are good, oldest first. */
  files: { number: number; length: number; size: number }[];
  /** Files that are folded already and only have to go. */
  folded: number[];
}

const filePattern = /^journal-(\d{8,})\.log$/;

export function journalFileName(number: number): string {
  return `journal-${String(number).padStart(8, "0")}.log`;
}

/** Reads what is after `folded`: nothing of files up to its number, nothing up to its position. */
export async function readJournal(
  files: FileLayer,
  folder: string,
  folded: { file: number; position: number },
): Promise<JournalContent> {
  const numbers: number[] = [];
  for (const name of await files.list(folder)) {
    const match = filePattern.exec(name);
    if (match) numbers.push(Number(match[1]));
  }
  numbers.sort((a, b) => a - b);
  const content: JournalContent = { records: [], damage: [], files: [], folded: [] };
  content.folded = numbers.filter((number) => number <= folded.file);
  const scans: { number: number; scan: Scan; size: number }[] = [];
  const cuts = new Map<number, number>();
  for (const number of numbers.filter((number) => number > folded.file)) {
    const bytes = await files.read(path.join(folder, journalFileName(number)));
    const scan = scanFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    for (const [file, length] of scan.cuts) cuts.set(file, Math.min(length, cuts.get(file) ?? length));
    scans.push({ number, scan, size: bytes.byteLength });
  }

  // By position, so that a record that had to be written again into a later file counts once, and the later copy wins.
  const byPosition = new Map<number, LogRecord>();
  const lost = new Map<number, LogRecord>();
  // An empty file was begun ahead of its use: the newest is the last one that holds anything.
  const newest = scans.findLast(({ size }) => size > 0)?.number;
  for (const { number, scan, size } of scans) {
    const cut = cuts.get(number) ?? Number.POSITIVE_INFINITY;
    for (const { record, offset } of scan.records) {
      if (offset < cut && record.position > folded.position) byPosition.set(record.position, record);
    }
    const isLast = number === newest;
    for (const bad of scan.bad) {
      if (bad.offset >= cut) continue;
      // Nothing good after it in the newest file: the write that the crash interrupted. When the record is there in its whole
      // length it was not interrupted, but is damaged, and is told as such.
      const isTail = bad.end === size;
      if (isTail && isLast && !bad.isWhole) continue;
      content.damage.push(damageOf(number, bad));
      const { claim } = bad;
      if (claim && claim.position > folded.position) lost.set(claim.position, { ...claim, kind: "lost" });
    }
    const tail = scan.bad.at(-1);
    const end = isLast && tail?.end === size ? tail.offset : size;
    content.files.push({ number, length: Math.min(end, cut), size });
  }
  for (const [position, record] of lost) if (!byPosition.has(position)) byPosition.set(position, record);
  content.records = [...byPosition.values()].sort((a, b) => a.position - b.position);
  return content;
}

interface BadRegion {
  offset: number;
  end: number;
  reason: string;
  content: Uint8Array;
  /** The bytes are exactly as long as the record in them says. */
  isWhole: boolean;
  claim: ReturnType<typeof readClaim>;
}

interface Scan {
  records: { record: LogRecord; offset: number }[];
  bad: BadRegion[];
  cuts: [file: number, length: number][];
}

function scanFile(buffer: Buffer): Scan {
  const scan: Scan = { records: [], bad: [], cuts: [] };
  let mark: number | null = null;
  let offset = 0;
  let lastPosition = 0;
  while (offset < buffer.length) {
    const read = readRecord(buffer, offset, mark);
    if (typeof read === "string") {
      const end = nextGoodRecord(buffer, offset + 1, mark);
      const isWhole = claimedEnd(buffer, offset) === end;
      // A claim is believed only when the record fits exactly between its neighbours, in the file and in the order.
      let claim = isWhole ? readClaim(buffer, offset) : null;
      const next = end < buffer.length ? readRecord(buffer, end, mark) : null;
      const nextPosition =
        next && typeof next !== "string" && next.record.kind !== "start" ? next.record.position : null;
      if (claim && (claim.position <= lastPosition || (nextPosition !== null && claim.position >= nextPosition)))
        claim = null;
      scan.bad.push({ offset, end, reason: read, content: buffer.subarray(offset, end), isWhole, claim });
      offset = end;
      continue;
    }
    mark = read.mark;
    if (read.record.kind === "start") {
      scan.cuts.push(...read.record.cuts);
    } else {
      scan.records.push({ record: read.record, offset });
      lastPosition = read.record.position;
    }
    offset = read.end;
  }
  return scan;
}

/** Where the next good record begins; the end of the file when there is none. */
function nextGoodRecord(buffer: Buffer, from: number, mark: number | null): number {
  let offset = buffer.indexOf(recordMagic, from);
  while (offset !== -1 && offset + recordHeaderBytes <= buffer.length) {
    if (typeof readRecord(buffer, offset, mark) !== "string") return offset;
    offset = buffer.indexOf(recordMagic, offset + 1);
  }
  return buffer.length;
}

function damageOf(number: number, bad: BadRegion): { damage: Damage; content: Uint8Array } {
  const damage: Damage = {
    file: journalFileName(number),
    offset: bad.offset,
    bytes: bad.end - bad.offset,
    documentId: bad.claim?.documentId ?? null,
    seq: bad.claim?.seq ?? null,
    reason: bad.reason,
  };
  return { damage, content: bad.content };
}
