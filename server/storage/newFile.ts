import path from "node:path";
import { refuse } from "../../shared/refusal.ts";
import { errorCode, type FileLayer, realFiles, writeWhole } from "./fileLayer.ts";

/**
 * Writes a file that appears whole or not at all, for its owner's eyes only. Durable when it resolves. Refused when the name is taken; what
 * was written is taken away again when the content or the disk fails.
 *
 * @returns how many bytes it has.
 */
export async function writeNewFile(
  file: string,
  content: AsyncIterable<Uint8Array>,
  files: FileLayer = realFiles,
): Promise<number> {
  const folder = path.dirname(file);
  const beside = path.join(folder, `.${path.basename(file)}.partial`);
  await refuseIfTaken(files, file);
  let bytes = 0;
  try {
    const handle = await files.create(beside);
    try {
      for await (const chunk of content) {
        await writeWhole(handle, [chunk], bytes);
        bytes += chunk.byteLength;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await refuseIfTaken(files, file);
    await files.rename(beside, file);
    await files.syncFolder(folder);
    return bytes;
  } catch (error) {
    if (errorCode(error) === "EEXIST") {
      throw refuse("taken", `${beside} is there: the file is being written just now. If it is not, remove that one.`);
    }
    await files.unlink(beside).catch(() => undefined);
    if (errorCode(error) === "ENAMETOOLONG") throw nameTooLong(file);
    throw refusalOf(error, folder);
  }
}

export function nameTooLong(file: string): Error {
  return refuse("malformed", `The name ${path.basename(file)} is too long. Choose a shorter one.`);
}

async function refuseIfTaken(files: FileLayer, file: string): Promise<void> {
  const names = await files.list(path.dirname(file)).catch((error: unknown) => {
    throw refusalOf(error, path.dirname(file));
  });
  if (names.includes(path.basename(file))) {
    throw refuse("taken", `${file} is there already. Choose another name, or move it away first.`);
  }
}

function refusalOf(error: unknown, folder: string): unknown {
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") return refuse("not-found", `There is no folder ${folder}.`);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return refuse("forbidden", `The server may not write into ${folder}.`);
  }
  if (code === "ENOSPC" || code === "EDQUOT")
    return refuse("storage-failed", `There is not enough space in ${folder}.`);
  return error;
}
