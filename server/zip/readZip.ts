import type { Readable } from "node:stream";
import { type Entry, openPromise } from "yauzl";

export interface ReadZip {
  /** In the order in which they lie in it. */
  readonly names: readonly string[];
  /** The content of a file, unpacked. Fails when there is none of that name. */
  read(name: string): Promise<Readable>;
  close(): void;
}

/** Opens a zip on this machine. Fails when it is none. */
export async function openZip(file: string): Promise<ReadZip> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  } catch (error) {
    zip.close();
    throw error;
  }
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      return entry === undefined
        ? Promise.reject(new Error(`There is no ${name} in the zip.`))
        : zip.openReadStreamPromise(entry);
    },
    close: () => zip.close(),
  };
}

/** All of a stream, for files that are known to be small. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
