/**
 * The last 64 bytes of a backup are the SHA-256 of all before them, in letters. They end the comment of the zip, so that the file stays
 * one that every program can open, and no byte of it can change unseen.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

const sealBytes = 64;
/** What the comment of the zip must be for `sealed` to fill in. */
export const sealComment = `sha256 of all before it: ${"0".repeat(sealBytes)}`;

/** Puts the seal in the place of the last bytes. */
export async function* sealed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let held = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const all = Buffer.concat([held, chunk]);
    const sure = all.subarray(0, Math.max(0, all.length - sealBytes));
    held = all.subarray(sure.length);
    if (sure.length === 0) continue;
    hash.update(sure);
    yield sure;
  }
  if (held.length < sealBytes) throw new Error("There is nothing to seal.");
  yield Buffer.from(hash.digest("hex"));
}

/** Whether every byte of the file is the one that was written. */
export async function isSealed(file: string): Promise<boolean> {
  const { size } = await stat(file);
  if (size <= sealBytes) return false;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { end: size - sealBytes - 1 })) hash.update(chunk as Buffer);
  let seal = "";
  for await (const chunk of createReadStream(file, { start: size - sealBytes })) seal += String(chunk);
  return seal === hash.digest("hex");
}
