import path from "node:path";
import { refuse } from "../../shared/refusal.ts";
import { type BackupNeeds, type BackupWritten, writeBackup } from "./writeBackup.ts";

/** Answers the running server's control socket, one backup at a time: two would only slow each other down. */
export function answerBackups(
  needs: BackupNeeds,
): (question: Readonly<Record<string, unknown>>) => Promise<BackupWritten> {
  let isUnderWay = false;
  return async ({ file }) => {
    if (typeof file !== "string" || !path.isAbsolute(file)) {
      throw refuse("malformed", "A backup needs the name of a file, from the root on.");
    }
    if (isUnderWay) throw refuse("overloaded", "Another backup is being written. Wait until it is done.");
    isUnderWay = true;
    try {
      return await writeBackup(needs, file);
    } finally {
      isUnderWay = false;
    }
  };
}
