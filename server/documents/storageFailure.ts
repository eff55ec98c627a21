import { Refusal, refuse } from "../../shared/refusal.ts";

/** Refusals pass as they are; what else keeps something from being written is the disk's doing, and no bug. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const refusal = refuse("storage-failed", "The server cannot save for the moment. Try again in a while.");
  refusal.cause = error;
  return refusal;
}
