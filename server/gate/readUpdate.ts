import { ByteReader, malformed, tooLarge } from "./byteReader.ts";
import type { GateLimits } from "./limits.ts";

/** What a struct holds; the numbers are those of the Yjs v1 format. */
export const structKind = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
} as const;

/** The shared types of Yjs by the numbers of the v1 format. Documents are made of elements and texts alone. */
export const typeRef = { element: 3, hook: 5, text: 6 } as const;
const lastTypeRef = 6;

/** One struct of an update. Client numbers are -1 where the struct names nobody. */
export interface ReadStruct {
  readonly kind: number;
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  readonly originClient: number;
  readonly originClock: number;
  readonly rightClient: number;
  readonly rightClock: number;
  /** The parent is a root of this name. */
  readonly parentRoot: string | null;
  /** The parent is the type that this struct made. */
  readonly parentClient: number;
  readonly parentClock: number;
  /** The attribute that it sets; only told where no origin is named, otherwise it is that of the origin. */
  readonly parentSub: string | null;
  /** The shared type it makes, -1 for none. */
  readonly type: number;
  /** The element's name, or the key of a formatting mark. */
  readonly name: string | null;
  /** The value of a formatting mark, or the array of values of an "any". */
  readonly value: unknown;
}

export interface ReadClient {
  readonly client: number;
  readonly structs: readonly ReadStruct[];
}

/** Deleted ranges of one client: from `starts[i]` on, `lengths[i]` clocks. As written, not sorted. */
export interface ReadDeletes {
  readonly client: number;
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
}

export interface ReadUpdate {
  readonly clients: readonly ReadClient[];
  readonly deletes: readonly ReadDeletes[];
}

type DecodingLimits = Pick<GateLimits, "maxRawStructs" | "maxRawDeleteRanges" | "maxClock">;

const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasParentSub = 0x20;
const kindBits = 0x1f;

/**
 * Reads an update in the v1 format of Yjs. Yjs' own reader makes an array of the declared length before it reads the first
 * struct, which costs 240 MB for twelve bytes; this one keeps only what the bytes really hold.
 *
 * @throws a `malformed` refusal for anything that cannot be read to its last byte, `too-large` beyond the raw counts.
 */
export function readUpdate(update: Uint8Array, limits: DecodingLimits): ReadUpdate {
  const reader = new ByteReader(update);
  const clients = readClients(reader, limits);
  const deletes = readDeletes(reader, limits);
  if (reader.remaining > 0) throw malformed();
  return { clients, deletes };
}

function readClients(reader: ByteReader, limits: DecodingLimits): ReadClient[] {
  const clients: ReadClient[] = [];
  const seen = new Set<number>();
  let structsRead = 0;
  for (let left = reader.count(); left > 0; left--) {
    let structsLeft = reader.count();
    structsRead += structsLeft;
    if (structsRead > limits.maxRawStructs) throw tooLarge();
    const client = reader.varUint();
    let clock = reader.varUint();
    if (seen.has(client)) throw malformed();
    seen.add(client);
    const structs: ReadStruct[] = [];
    for (; structsLeft > 0; structsLeft--) {
      const struct = readStruct(reader, client, clock);
      // A struct of no length is never honest, and Yjs cannot find anything beside it any more.
      if (struct.length === 0) throw malformed();
      clock += struct.length;
      if (clock > limits.maxClock) throw malformed();
      structs.push(struct);
    }
    clients.push({ client, structs });
  }
  return clients;
}

function readStruct(reader: ByteReader, client: number, clock: number): ReadStruct {
  const info = reader.byte();
  const kind = info & kindBits;
  let originClient = -1;
  let originClock = -1;
  let rightClient = -1;
  let rightClock = -1;
  let parentRoot: string | null = null;
  let parentClient = -1;
  let parentClock = -1;
  let parentSub: string | null = null;
  let length = 1;
  let type = -1;
  let name: string | null = null;
  let value: unknown;
  if (kind !== structKind.gc && kind !== structKind.skip) {
    if (info & hasOrigin) {
      originClient = reader.varUint();
      originClock = reader.varUint();
    }
    if (info & hasRightOrigin) {
      rightClient = reader.varUint();
      rightClock = reader.varUint();
    }
    if ((info & (hasOrigin | hasRightOrigin)) === 0) {
      if (reader.varUint() === 1) {
        parentRoot = reader.string();
      } else {
        parentClient = reader.varUint();
        parentClock = reader.varUint();
      }
      if (info & hasParentSub) parentSub = reader.string();
    }
  }
  switch (kind) {
    case structKind.gc:
    case structKind.skip:
    case structKind.deleted:
      length = reader.varUint();
      break;
    case structKind.json:
      length = reader.count();
      for (let left = length; left > 0; left--) reader.string();
      break;
    case structKind.binary:
      reader.bytes();
      break;
    case structKind.string:
      length = reader.string().length;
      break;
    case structKind.embed:
      reader.json();
      break;
    case structKind.format:
      name = reader.string();
      value = reader.json();
      break;
    case structKind.type:
      type = reader.varUint();
      if (type > lastTypeRef) throw malformed();
      if (type === typeRef.element || type === typeRef.hook) name = reader.string();
      break;
    case structKind.any: {
      length = reader.count();
      const values: unknown[] = [];
      for (let left = length; left > 0; left--) values.push(reader.value());
      value = values;
      break;
    }
    case structKind.doc:
      reader.string();
      reader.value();
      break;
    default:
      throw malformed();
  }
  return {
    kind,
    client,
    clock,
    length,
    originClient,
    originClock,
    rightClient,
    rightClock,
    parentRoot,
    parentClient,
    parentClock,
    parentSub,
    type,
    name,
    value,
  };
}

function readDeletes(reader: ByteReader, limits: DecodingLimits): ReadDeletes[] {
  const deletes: ReadDeletes[] = [];
  let rangesRead = 0;
  for (let left = reader.count(); left > 0; left--) {
    const client = reader.varUint();
    let rangesLeft = reader.count();
    rangesRead += rangesLeft;
    if (rangesRead > limits.maxRawDeleteRanges) throw tooLarge();
    const starts: number[] = [];
    const lengths: number[] = [];
    for (; rangesLeft > 0; rangesLeft--) {
      const start = reader.varUint();
      const length = reader.varUint();
      if (length === 0) throw malformed();
      if (start + length > limits.maxClock) throw malformed();
      starts.push(start);
      lengths.push(length);
    }
    deletes.push({ client, starts, lengths });
  }
  return deletes;
}
