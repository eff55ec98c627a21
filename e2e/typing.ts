import type { Person } from "./people.ts";

/** Types numbered words until told to stop, and remembers which of them the chip ever called saved. */
export function keepsTyping(person: Person, mark: string): { stop: () => Promise<number> } {
  let isStopped = false;
  let typed = 0;
  const typing = (async () => {
    while (!isStopped) await person.types(`${mark}${++typed} `);
  })();
  return {
    async stop() {
      isStopped = true;
      await typing;
      return typed;
    },
  };
}

/** The numbered words of one who kept typing, as they stand in a text. */
export function wordsOf(text: string, mark: string): string[] {
  return text.match(new RegExp(`${mark}\\d+ `, "g"))?.map((word) => word.trim()) ?? [];
}
