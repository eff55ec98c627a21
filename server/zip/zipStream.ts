import { Readable } from "node:stream";
import { ZipFile } from "yazl";

export interface ZippedFile {
  /** Its path in the zip, with slashes. */
  name: string;
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface ZipNeeds {
  /** The date that the files bear, epoch milliseconds. */
  at: number;
  comment?: string;
}

/**
 * A zip of files that are made one after the other, each only once those before it have been read away: nothing is held in memory but
 * what is on its way. Destroying the stream stops the making at once, and a file that fails destroys the stream.
 */
export function zipStream(files: AsyncIterable<ZippedFile> | Iterable<ZippedFile>, needs: ZipNeeds): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const left = new AbortController();
  output.once("close", () => left.abort());
  zip.on("error", (error: Error) => output.destroy(error));
  // Whoever reads is told of an error; where nobody reads any more it is nobody's, and must not end the process.
  output.on("error", () => undefined);
  const fill = async () => {
    for await (const file of files) {
      await add(zip, file, new Date(needs.at), left.signal);
      // Before the next one is asked for, which is work.
      if (left.signal.aborted) return;
    }
    zip.end({ forceZip64Format: false, comment: needs.comment ?? "" });
  };
  fill().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  return output;
}

/** Resolves when the file is in the zip, or nobody reads it any more. */
function add(zip: ZipFile, { name, content }: ZippedFile, mtime: Date, left: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = Readable.from(content, { objectMode: false });
    const leave = () => void stream.destroy();
    stream.on("error", reject);
    // Comes after the end, and after being destroyed.
    stream.once("close", () => {
      left.removeEventListener("abort", leave);
      resolve();
    });
    if (left.aborted) leave();
    else left.addEventListener("abort", leave);
    zip.addReadStream(stream, name, { mtime, mode: 0o100600 });
  });
}
