/**
 * What an older catalog must not undo: a new password, a way in that was taken away, the answer to who may come. Noted beside the log
 * once the catalog holds it, and decided again at a start that had to read an older one.
 */
import type { SignUpPolicy } from "../../shared/accountsApi.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { accountsIn, passwordProvider, removeAccounts, userById } from "./accountRows.ts";
import { addCredential } from "./joining.ts";

export type LaterDecision =
  | { what: "password"; userId: string; accountId: string; password: string; at: number }
  /** Every way into an account that there was until then. */
  | { what: "ways taken away"; userId: string; at: number }
  | { what: "sign-up"; signUp: SignUpPolicy; at: number };

export interface LaterDecisions {
  note(decision: LaterDecision): Promise<void>;
}

/** To be awaited before anybody is let in. */
export async function openLaterDecisions(catalog: Catalog, table: SideTable<LaterDecision>): Promise<LaterDecisions> {
  if (catalog.openedFrom.problem !== null) {
    const decisions = (await table.list("")).map(({ value }) => value).sort((a, b) => a.at - b.at);
    await catalog.change((data) => {
      for (const decision of decisions) decideAgain(data, decision);
    });
  }
  return {
    // One of each kind for each account: the latest is what counts.
    note: (decision) => {
      const key = decision.what === "sign-up" ? decision.what : `${decision.what} ${decision.userId}`;
      return table.put(key, decision, { durable: true });
    },
  };
}

function decideAgain(data: CatalogData, decision: LaterDecision): void {
  const at = new Date(decision.at).toISOString();
  switch (decision.what) {
    case "password": {
      const { userId } = decision;
      const isThere = accountsIn(data).some(
        (account) => account.userId === userId && account.providerId === passwordProvider && account.updatedAt >= at,
      );
      if (userById(data, userId) !== null && !isThere) addCredential(data, decision, userId, decision);
      break;
    }
    case "ways taken away":
      removeAccounts(data, (account) => account.userId === decision.userId && account.updatedAt < at);
      break;
    case "sign-up":
      data.signUp = decision.signUp;
      break;
    default:
      decision satisfies never;
  }
}
