import { Refusal, refuse } from "../../shared/refusal.ts";

/** A disk that is full, broken or read-only is nobody's bug, and a person can do something about it. */
function isStorageFailure(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return ["ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "ENFILE"].includes(code) || code.startsWith("LEVEL_");
}

/** Refusals pass as they are, the disk's doing becomes `storage-failed`; anything else is a bug, and null. */
export function storageRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!isStorageFailure(error)) return null;
  const refusal = refuse(
    "storage-failed",
    "The server cannot save for the moment. Nothing was changed; try again in a while.",
  );
  refusal.cause = error;
  return refusal;
}
