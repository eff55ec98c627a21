import type { CatalogDocument } from "../catalog.ts";
import { ana } from "./entries.ts";

/** A document in the catalog, which Ana has made. */
export function documentNamed(title: string): CatalogDocument {
  const color = { hue: 20, step: 1 } as const;
  return { title, createdAt: 5, createdBy: ana, members: { [ana]: { role: "owner", color, since: 5 } } };
}
