import type { MemberId } from "../../shared/ids.ts";
import type { ShownPerson } from "../../shared/member.ts";
import type { CatalogData } from "../storage/catalog.ts";

/** How others see somebody. A guest who signed in to an account is shown as that account. */
export function shownPerson({ members }: Readonly<Pick<CatalogData, "members">>, id: MemberId): ShownPerson {
  const now = members[id]?.aliasOf ?? id;
  const { name = "", initials } = members[now] ?? {};
  return { id: now, name, ...(initials === undefined ? {} : { initials }) };
}
