import { dueForPurge, finishPurges, type PurgeNeeds, purgeWhenDue } from "./purge.ts";

export interface PurgerNeeds extends PurgeNeeds {
  after: (ms: number, run: () => void) => { cancel: () => void };
  logger: { warn(fields: object, sentence: string): void };
}

export interface Purger {
  /** Resolves once what is being purged is gone. */
  close(): Promise<void>;
}

const hourMs = 60 * 60 * 1000;

/** Empties the trash of what has lain there long enough: at the start, and every hour. */
export function openPurger(needs: PurgerNeeds): Purger {
  let isClosed = false;
  let working: Promise<void> = Promise.resolve();
  let timer = needs.after(0, wake);

  function wake(): void {
    working = purgeAll().finally(() => {
      if (!isClosed) timer = needs.after(hourMs, wake);
    });
  }

  async function purgeAll(): Promise<void> {
    try {
      for (const { documentId, error } of await finishPurges(needs)) tell(documentId, error);
    } catch (error) {
      needs.logger.warn({ err: error }, "What is to be deleted for good could not be looked up. It is tried again.");
    }
    for (const documentId of dueForPurge(needs)) {
      if (isClosed) return;
      await purgeWhenDue(needs, documentId).catch((error: unknown) => tell(documentId, error));
    }
  }

  function tell(documentId: string, error: unknown): void {
    const sentence = "A document could not be deleted for good. It is tried again within the hour.";
    needs.logger.warn({ documentId, err: error }, sentence);
  }

  return {
    async close() {
      isClosed = true;
      timer.cancel();
      await working;
    },
  };
}
