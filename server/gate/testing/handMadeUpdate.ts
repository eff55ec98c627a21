import * as encoding from "lib0/encoding";

// Updates written by hand, for tests: what no library would write, but anybody can send.

export type Id = readonly [client: number, clock: number];
interface Content {
  ref: number;
  write: (encoder: encoding.Encoder) => void;
}
export type Struct = Content & { origin?: Id; right?: Id; root?: string; parent?: Id; sub?: string };

const uints =
  (...numbers: number[]) =>
  (e: encoding.Encoder) => {
    for (const number of numbers) encoding.writeVarUint(e, number);
  };
export const gc = (length: number): Content => ({ ref: 0, write: uints(length) });
export const skip = (length: number): Content => ({ ref: 10, write: uints(length) });
export const dead = (length: number): Content => ({ ref: 1, write: uints(length) });
export const text = (letters: string): Content => ({ ref: 4, write: (e) => encoding.writeVarString(e, letters) });
export const mark = (key: string, value: unknown): Content => ({
  ref: 6,
  write: (e) => {
    encoding.writeVarString(e, key);
    encoding.writeVarString(e, JSON.stringify(value));
  },
});
export const type = (number: number, name?: string): Content => ({
  ref: 7,
  write: (e) => {
    encoding.writeVarUint(e, number);
    if (name !== undefined) encoding.writeVarString(e, name);
  },
});
export const element = (name: string) => type(3, name);
export const xmlText = type(6);
export const any = (...values: (string | number | boolean | null | object)[]): Content => ({
  ref: 8,
  write: (e) => {
    encoding.writeVarUint(e, values.length);
    for (const value of values) encoding.writeAny(e, value as never);
  },
});
export const embed: Content = { ref: 5, write: (e) => encoding.writeVarString(e, '{"image":1}') };
export const binary: Content = { ref: 3, write: (e) => encoding.writeVarUint8Array(e, new Uint8Array([1])) };
export const json: Content = {
  ref: 2,
  write: (e) => {
    encoding.writeVarUint(e, 1);
    encoding.writeVarString(e, '"x"');
  },
};
export const subdocument: Content = {
  ref: 9,
  write: (e) => {
    encoding.writeVarString(e, "../../etc");
    encoding.writeAny(e, { autoLoad: true });
  },
};

/** An update of these structs, the clients in this order, and then these deleted ranges. */
export function update(
  clients: { client: number; clock?: number; structs: Struct[] }[],
  deletes: { client: number; ranges: [clock: number, length: number][] }[] = [],
): Uint8Array {
  return encoding.encode((e) => {
    encoding.writeVarUint(e, clients.length);
    for (const { client, clock = 0, structs } of clients) {
      uints(structs.length, client, clock)(e);
      for (const struct of structs) writeStruct(e, struct);
    }
    encoding.writeVarUint(e, deletes.length);
    for (const { client, ranges } of deletes) {
      uints(client, ranges.length, ...ranges.flat())(e);
    }
  });
}

function writeStruct(e: encoding.Encoder, { ref, write, origin, right, root, parent, sub }: Struct): void {
  const named = (origin ? 0x80 : 0) | (right ? 0x40 : 0);
  encoding.writeUint8(e, ref | named | (sub === undefined ? 0 : 0x20));
  if (origin) uints(...origin)(e);
  if (right) uints(...right)(e);
  if (named === 0 && ref !== 0 && ref !== 10) {
    if (parent) uints(0, ...parent)(e);
    else {
      encoding.writeVarUint(e, 1);
      encoding.writeVarString(e, root ?? "default");
    }
    if (sub !== undefined) encoding.writeVarString(e, sub);
  }
  write(e);
}
