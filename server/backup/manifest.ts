/** What a backup says of itself. */
import { z } from "zod";

/** Raised when an older version of Ambo could not read a backup any more. */
export const backupFormat = 1;

export const parts = {
  manifest: "manifest.json",
  catalog: "catalog.json",
  journal: "journal.bin",
  database: "database.bin",
  /** A folder. */
  quarantine: "quarantine/",
} as const;

/** For people; the one file, with the manifest itself, that no manifest lists. */
export const readmeName = "README.txt";

const manifestShape = z.object({
  format: z.literal(backupFormat),
  /** Of the Ambo that wrote it. */
  version: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  documents: z.number(),
  parts: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.number() })),
});
export type Manifest = z.infer<typeof manifestShape>;

/** The manifest in a file's text, or a sentence about it. */
export function parseManifest(text: string): Manifest | { problem: string } {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { problem: "It does not say what it holds." };
  }
  const { success, data } = manifestShape.safeParse(found);
  if (success) return data;
  const format = typeof found === "object" && found !== null && "format" in found ? found.format : null;
  return typeof format === "number" && format > backupFormat
    ? { problem: "It was written by a newer version of Ambo. Install that version or a newer one first." }
    : { problem: "It does not say what it holds." };
}
