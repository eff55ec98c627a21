import { createHash } from "node:crypto";
import type { FileLayer } from "../storage/fileLayer.ts";
import type { FolderCut } from "../storage/folderCut.ts";
import { writeNewFile } from "../storage/newFile.ts";
import { type ZippedFile, zipStream } from "../zip/zipStream.ts";
import { backupFormat, type Manifest, parts, readmeName } from "./manifest.ts";
import { sealComment, sealed } from "./seal.ts";

export interface BackupNeeds {
  /** A fresh cut; closed here. */
  cut: () => Promise<FolderCut>;
  /** Of Ambo. */
  version: string;
  files?: FileLayer;
}

export interface BackupWritten {
  file: string;
  bytes: number;
  documents: number;
  /** The moment of which everything is in it, epoch milliseconds. */
  at: number;
}

/**
 * Writes all that is in the data folder at this moment into one new file, while everything goes on. Everything that anybody was told is
 * saved by now is in it. Refused when the name is taken.
 *
 * @param file an absolute path.
 */
export async function writeBackup({ cut, version, files }: BackupNeeds, file: string): Promise<BackupWritten> {
  const taken = await cut();
  try {
    const { at, documents } = taken;
    const bytes = await writeNewFile(file, backupBytes(taken, version), files);
    return { file, bytes, documents, at };
  } finally {
    await taken.close();
  }
}

/** Nothing is begun before it is asked for, and all of it ends when nobody asks any more. */
async function* backupBytes(cut: FolderCut, version: string): AsyncGenerator<Uint8Array> {
  yield* sealed(zipStream(backedUp(cut, version), { at: cut.at, comment: sealComment }));
}

async function* backedUp(cut: FolderCut, version: string): AsyncGenerator<ZippedFile> {
  const sums: Manifest["parts"] = {};
  const part = (name: string, content: ZippedFile["content"]): ZippedFile => ({
    name,
    content: summed(content, (sha256, bytes) => {
      sums[name] = { sha256, bytes };
    }),
  });
  yield { name: readmeName, content: [Buffer.from(readme)] };
  yield part(parts.catalog, [cut.catalog()]);
  yield part(parts.journal, cut.journal());
  yield part(parts.database, cut.database());
  for (const { name, read } of await cut.quarantine()) yield part(`${parts.quarantine}${name}`, [await read()]);
  const manifest: Manifest = { format: backupFormat, version, at: cut.at, documents: cut.documents, parts: sums };
  // Last, because only now the sums are known.
  yield { name: parts.manifest, content: [Buffer.from(JSON.stringify(manifest, null, 2))] };
}

async function* summed(
  content: ZippedFile["content"],
  done: (sha256: string, bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    yield chunk;
  }
  done(hash.digest("hex"), bytes);
}

const readme = `This is a backup of Ambo. Put it back into an empty folder with

  npm run restore-backup -- <this file> <empty folder>

It holds everybody's words, the names and e-mail addresses of all who have an account, their passwords in
scrambled form, and what proves to the server who is signed in. Keep it as carefully as the server itself.
`;
