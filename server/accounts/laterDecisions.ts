/**
 * What an older catalog must not undo: a new password, a way in that was taken away, the answer to who may come, invitations that are
 * gone, and that somebody looks after the server. A numbered note of it is on disk for good before the catalog is changed; the catalog
 * keeps up to which number it is current. At the start the notes above that are carried out again.
 */
import type { SignUpPolicy } from "../../shared/account.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { hasActiveAdmin, removeAccounts, userById } from "./accountRows.ts";
import { addCredential } from "./joining.ts";

export type LaterDecision =
  | { what: "password"; userId: string; accountId: string; password: string; at: number }
  /** Every way into an account that there was until then. */
  | { what: "ways taken away"; userId: string }
  | { what: "sign-up"; signUp: SignUpPolicy }
  /** Some invitation to the server was used or revoked: none that an older catalog holds can be trusted. */
  | { what: "invitations gone" }
  /** Whoever comes first is not the first any more. */
  | { what: "has admin" };

export interface NumberedDecision {
  number: number;
  decision: LaterDecision;
}

export interface LaterDecisions {
  /**
   * Changes the catalog by what is decided, with a note of it before. When the change is refused, so is the decision. Without decisions
   * it is a change like any other.
   */
  make<T>(decisions: readonly LaterDecision[], change: (data: CatalogData) => T): Promise<T>;
}

export interface LaterDecisionNeeds {
  catalog: Catalog;
  table: SideTable<NumberedDecision>;
  logger: { warn(fields: object, message: string): void };
}

/** To be awaited before anybody is let in. */
export async function openLaterDecisions({ catalog, table, logger }: LaterDecisionNeeds): Promise<LaterDecisions> {
  const known = (await table.list("")).map(({ value }) => value).sort((a, b) => a.number - b.number);
  const upTo = catalog.data.decisionsUpTo ?? 0;
  let highest = Math.max(known.at(-1)?.number ?? 0, upTo);
  const unknown = known.filter(({ number }) => number > upTo);
  if (unknown.length > 0) {
    await catalog.change((data) => {
      for (const { decision } of unknown) decideAgain(data, decision);
      data.decisionsUpTo = highest;
    });
    logger.warn({ count: unknown.length }, "Decisions about accounts that the catalog did not hold were made again.");
  }

  /** The decision before, made or refused: notes and catalogs are in one order. */
  let before: Promise<unknown> = Promise.resolve();

  async function makeNow<T>(decisions: readonly LaterDecision[], change: (data: CatalogData) => T): Promise<T> {
    const last = highest + decisions.length;
    const replaced: { key: string; value: NumberedDecision | null }[] = [];
    try {
      for (const [index, decision] of decisions.entries()) {
        const key = keyOf(decision);
        const number = highest + 1 + index;
        replaced.push({ key, value: await table.get(key) });
        await table.put(key, { number, decision }, { durable: true });
      }
      const result = await catalog.change((data) => {
        const result = change(data);
        data.decisionsUpTo = last;
        return result;
      });
      highest = last;
      return result;
    } catch (error) {
      await putBack(last, replaced);
      throw error;
    }
  }

  /** What was refused must not be decided at the next start. If it cannot be taken back, at least nothing else gets its number. */
  async function putBack(last: number, replaced: { key: string; value: NumberedDecision | null }[]): Promise<void> {
    try {
      for (const { key, value } of replaced) {
        if (value === null) await table.delete(key, { durable: true });
        else await table.put(key, value, { durable: true });
      }
    } catch (error) {
      highest = last;
      logger.warn({ err: error }, "The note of a refused decision about accounts could not be taken back.");
    }
  }

  const later: LaterDecisions = {
    make(decisions, change) {
      if (decisions.length === 0) return catalog.change(change);
      const work = before.then(() => makeNow(decisions, change));
      before = work.catch(() => undefined);
      return work;
    },
  };
  // A catalog from before there were such notes.
  const isNoted = known.some(({ decision }) => decision.what === "has admin");
  if (hasActiveAdmin(catalog.data) && !isNoted) await later.make([{ what: "has admin" }], () => undefined);
  return later;
}

/** One of each kind for each account: the latest is what counts. */
function keyOf(decision: LaterDecision): string {
  return "userId" in decision ? `${decision.what} ${decision.userId}` : decision.what;
}

function decideAgain(data: CatalogData, decision: LaterDecision): void {
  switch (decision.what) {
    case "password":
      if (userById(data, decision.userId) !== null) addCredential(data, decision, decision.userId, decision);
      break;
    case "ways taken away":
      removeAccounts(data, ({ userId }) => userId === decision.userId);
      break;
    case "sign-up":
      data.signUp = decision.signUp;
      break;
    case "invitations gone":
      delete data.serverInvitations;
      break;
    case "has admin":
      data.hadAdmin = true;
      break;
    default:
      decision satisfies never;
  }
}
