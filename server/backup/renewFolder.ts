/** A folder that was put back is another past than the one that people's pages know. What keeps the two apart is made here. */

import { type DocumentId, type EpochId, makeId, type RandomBytes } from "../../shared/ids.ts";
import type { Catalog } from "../storage/catalog.ts";
import { closeLinks } from "../storage/closeLinks.ts";
import type { DataFolder } from "../storage/dataFolder.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import type { SideTable } from "../storage/sideTable.ts";
import type { UpdateLog } from "../storage/updateLog.ts";

/** So many documents share the syncs of the journal. */
const atOnce = 20;

/**
 * Gives every document a new epoch and forgets the runs of the server, so that a page which was open before keeps its copy apart. What was
 * revoked after the backup is known to nobody, so links stay closed until an owner looks, invitations into the server are gone, and whoever can sign in again has to:
 * guests have nothing but their login, and keep it.
 */
export async function renewFolder(
  { log, catalog, sideTable }: Pick<DataFolder, "log" | "catalog" | "sideTable">,
  needs: { random: RandomBytes; now: () => number },
): Promise<void> {
  const documentIds = await log.documentIds();
  for (let next = 0; next < documentIds.length; next += atOnce) {
    await Promise.all(documentIds.slice(next, next + atOnce).map((documentId) => giveEpoch(log, documentId, needs)));
  }
  await clear(sideTable("runs"));
  await clear(sideTable("login-tokens"));
  await clear(sideTable("login-links"));
  await endLogins(sideTable("logins"), catalog);
  await catalog.change((data) => {
    closeLinks(data);
    // Nobody closes these again one by one: an admin invites anew.
    delete data.serverInvitations;
  });
}

async function giveEpoch(
  log: UpdateLog,
  documentId: DocumentId,
  { random, now }: { random: RandomBytes; now: () => number },
): Promise<void> {
  const { head, checkpoint } = await log.load(documentId);
  const epoch = makeId<EpochId>(random);
  const facts = [{ fact: "epoch" as const, epoch, at: now(), by: null }];
  const { written, durable } = promisedAppend(log, documentId, { after: head.seq, facts, entries: [] });
  const [outcome] = await Promise.all([written, durable]);
  if (outcome.moved) throw new Error("The log moved while nobody else had it open.");
  // Those of the old epoch do not count any more, and reading all entries of a long document takes its time.
  if (checkpoint !== null) await log.putCheckpoint(documentId, { epoch, ...checkpoint });
}

async function clear(table: SideTable<unknown>): Promise<void> {
  for (const { key } of await table.list("")) await table.delete(key);
}

async function endLogins(logins: SideTable<{ userId?: unknown }>, catalog: Catalog): Promise<void> {
  const guests = new Set(
    (catalog.data.accounts.user ?? []).filter((user) => user.isAnonymous === true).map(({ id }) => id),
  );
  for (const { key, value } of await logins.list("")) {
    if (!guests.has(value.userId)) await logins.delete(key);
  }
}
