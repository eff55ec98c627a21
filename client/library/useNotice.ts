import { useCallback, useState } from "react";

/** What was just done or failed, said once, with a way on. */
export interface LibraryNotice {
  tone: "calm" | "red";
  sentence: string;
  undo?: () => void;
  /** Where to see what was made. */
  link?: { label: string; href: string };
}

export type SayNotice = (notice: LibraryNotice) => void;

/** The one notice that is said now; a new one takes its place, and has another key even when it says the same. */
export function useNotice() {
  const [said, setSaid] = useState<{ notice: LibraryNotice; key: number } | null>(null);
  const say: SayNotice = useCallback((notice) => setSaid((before) => ({ notice, key: (before?.key ?? 0) + 1 })), []);
  const clear = useCallback(() => setSaid(null), []);
  return { said, say, clear };
}
