import { type Request, Router } from "express";
import { createDocument as createQuestion, type Reading, renameDocument as renameQuestion } from "../../shared/api.ts";
import { type DocumentId, parseId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import {
  type Asker,
  createDocument,
  type DocumentNeeds,
  listDocuments,
  openDocument,
  renameDocument,
} from "./documents.ts";
import { createReadingLimit } from "./readingLimit.ts";

export interface DocumentRouteNeeds extends DocumentNeeds {
  /** Refuses who is not logged in. */
  whoAsks: (request: Request) => Promise<Asker>;
  /** The text as HTML and the seq that it is of. */
  readText: (documentId: DocumentId) => Promise<{ html: string; seq: number }>;
}

/** /api/documents: parse the question, call the action, send the answer. */
export function documentRoutes(needs: DocumentRouteNeeds): Router {
  const routes = Router();
  const readings = createReadingLimit(needs.now);

  routes.get("/", async (request, response) => {
    response.json(await listDocuments(needs, await needs.whoAsks(request)));
  });

  routes.post("/", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const { document, isNew } = await createDocument(needs, asker, createQuestion.parse(request.body));
    response.status(isNew ? 201 : 200).json(document);
  });

  routes.get("/:id", async (request, response) => {
    const asker = await needs.whoAsks(request);
    response.json(await openDocument(needs, asker, idIn(request)));
  });

  routes.patch("/:id", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const { title } = renameQuestion.parse(request.body);
    response.json(await renameDocument(needs, asker, idIn(request), title));
  });

  routes.get("/:id/reading", async (request, response) => {
    const asker = await needs.whoAsks(request);
    if (!readings.take(asker.memberId)) {
      throw refuse("too-many-requests", "You read too often just now. Try again in a minute.");
    }
    const document = await openDocument(needs, asker, idIn(request));
    const reading: Reading = { title: document.title, ...(await needs.readText(document.id)) };
    response.json(reading);
  });

  return routes;
}

/** What cannot be an id is no document's address, and is answered as such. */
function idIn(request: Request): DocumentId {
  const id = parseId<DocumentId>(request.params.id);
  if (id === null) throw refuse("not-found", "There is no document at this address.");
  return id;
}
