/** People, documents and entries for tests of what writes and reads logs. */
import { type DocumentId, type EpochId, type MemberId, makeId, type SessionId } from "../../../shared/ids.ts";
import { promisedAppend } from "../promisedAppend.ts";
import type { Fact, NewEntry, UpdateLog } from "../updateLog.ts";
import { seededRandom } from "./simulatedStorage.ts";

const random = seededRandom(1);
const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));

export const newDocumentId = () => makeId<DocumentId>(randomBytes);
export const newEpoch = () => makeId<EpochId>(randomBytes);
export const ana = makeId<MemberId>(randomBytes);
export const ben = makeId<MemberId>(randomBytes);
export const anasSession = makeId<SessionId>(randomBytes);
export const firstEpoch = newEpoch();

export const begun: Fact = { fact: "epoch", epoch: firstEpoch, at: 1000, by: ana };

/** An edit whose bytes are the letters of `text`. */
export function edit(text: string, more: Partial<NewEntry> = {}): NewEntry {
  return { at: 1000, by: ana, session: anasSession, kind: "edit", update: new TextEncoder().encode(text), ...more };
}

export function textOf(entry: { update: Uint8Array }): string {
  return new TextDecoder().decode(entry.update);
}

/** Waits until an append is durable and says at which seq it ends. */
export async function appended(log: UpdateLog, documentId: DocumentId, after: number, ...entries: NewEntry[]) {
  const { written, durable } = promisedAppend(log, documentId, { after, entries });
  const outcome = await written;
  await durable;
  if (outcome.moved) throw new Error(`The log stands at ${outcome.head.seq}, not at ${after}.`);
  return outcome.last;
}
