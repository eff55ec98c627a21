import { type Request, Router } from "express";
import { searchDocuments } from "../../shared/libraryApi.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Asker } from "../documents/documentSummary.ts";
import { type SearchNeeds, searchLibrary } from "./searchLibrary.ts";

export interface SearchRouteNeeds extends SearchNeeds {
  /** Refuses who is not logged in. */
  whoAsks: (request: Request) => Promise<Asker>;
  /** Whether this member may search once more just now. */
  takeTurn: (asker: Asker) => boolean;
}

/** /api/search: parse the question, call the action, send the answer. */
export function searchRoutes(needs: SearchRouteNeeds): Router {
  const routes = Router();
  routes.get("/", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const question = searchDocuments.parse(request.query);
    if (!needs.takeTurn(asker)) {
      throw refuse("too-many-requests", "You searched very often just now. Try again in a minute.");
    }
    response.json(await searchLibrary(needs, asker, question));
  });
  return routes;
}
