import type { CatalogData } from "./catalog.ts";

/**
 * Closes every share link and every invitation that waits, and with a link the way of those who came by it, until an owner has looked:
 * in a catalog that is not the newest some may stand that were revoked.
 */
export function closeLinks(data: CatalogData): void {
  for (const document of Object.values(data.documents)) {
    const { links = {}, invitations = {} } = document;
    if (Object.keys(links).length + Object.keys(invitations).length > 0) document.linksClosed = true;
  }
}
