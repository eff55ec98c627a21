import { type Request, Router } from "express";
import {
  type CreateDocument,
  changeColour as colourQuestion,
  createDocument as createQuestion,
  duplicateDocument as duplicateQuestion,
  type Reading,
  renameDocument as renameQuestion,
} from "../../shared/api.ts";
import { type DocumentId, type MemberId, parseId } from "../../shared/ids.ts";
import { shelfMoves } from "../../shared/library.ts";
import { listDocuments as listQuestion } from "../../shared/libraryApi.ts";
import { refuse } from "../../shared/refusal.ts";
import { noSuchDocument, requireRight } from "../access/access.ts";
import { createRateLimit } from "../rateLimit.ts";
import { type ChangeColourNeeds, changeColour } from "./changeColour.ts";
import { createDocument } from "./createDocument.ts";
import { type Asker, summaryOf, titleOf } from "./documentSummary.ts";
import { type DuplicateNeeds, duplicateDocument } from "./duplicateDocument.ts";
import { writtenFor } from "./firstWords.ts";
import { type ListNeeds, listDocuments } from "./listDocuments.ts";
import { type PurgeNeeds, purgeDocument } from "./purge.ts";
import { type RenameNeeds, renameDocument } from "./renameDocument.ts";
import { moveDocument, type ShelfMoveNeeds } from "./shelfMoves.ts";
import type { Stars } from "./stars.ts";
import { templateLanguage, templateText } from "./templates/templateText.ts";

export type DocumentNeeds = Omit<
  ListNeeds & DuplicateNeeds & RenameNeeds & ChangeColourNeeds & ShelfMoveNeeds & PurgeNeeds,
  "stars"
> & {
  stars: Stars;
};

export type DocumentRouteNeeds = DocumentNeeds & {
  /** Refuses who is not logged in. */
  whoAsks: (request: Request) => Promise<Asker>;
  /** The text as HTML and the seq that it is of. */
  readText: (documentId: DocumentId) => Promise<{ html: string; seq: number }>;
  /** Whether whoever asks may make one more document just now. */
  mayMake: (request: Request, member: MemberId) => boolean;
};

/** /api/documents: parse the question, call the action, send the answer. */
export function documentRoutes(needs: DocumentRouteNeeds): Router {
  const routes = Router();
  // A page that reads asks twelve times a minute; this is enough for a few tabs of them.
  const readings = createRateLimit({ most: 60, windowMs: 60_000, now: needs.now });
  // Each rewrites the catalog.
  const colours = createRateLimit({ most: 20, windowMs: 60_000, now: needs.now });

  routes.get("/", async (request, response) => {
    const asker = await needs.whoAsks(request);
    response.json(await listDocuments(needs, asker, listQuestion.parse(request.query)));
  });

  routes.post("/", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const ask = createQuestion.parse(request.body);
    takeMaking(request, asker);
    const isNew = await createDocument(needs, asker, { id: ask.id, ...beginningOf(request, asker, ask) });
    response.status(isNew ? 201 : 200).json(await summaryOf(needs, asker, ask.id));
  });

  routes.get("/:id", async (request, response) => {
    const asker = await needs.whoAsks(request);
    response.json(await summaryOf(needs, asker, idIn(request)));
  });

  routes.patch("/:id", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const id = idIn(request);
    // Who may not read it learns nothing, not even that the question was out of shape.
    requireRight(needs, asker.memberId, id, "read");
    await renameDocument(needs, asker, id, renameQuestion.parse(request.body).title);
    response.json(await summaryOf(needs, asker, id));
  });

  routes.put("/:id/colour", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const id = idIn(request);
    requireRight(needs, asker.memberId, id, "read");
    if (!colours.take(asker.memberId)) {
      throw refuse("too-many-requests", "You changed your colour too often just now. Try again in a minute.");
    }
    await changeColour(needs, asker, id, colourQuestion.parse(request.body));
    response.json(await summaryOf(needs, asker, id));
  });

  routes.delete("/:id", async (request, response) => {
    const asker = await needs.whoAsks(request);
    await purgeDocument(needs, asker, idIn(request));
    response.status(204).end();
  });

  routes.post("/:id/duplicate", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const source = idIn(request);
    requireRight(needs, asker.memberId, source, "read");
    takeReading(asker);
    const ask = duplicateQuestion.parse(request.body);
    takeMaking(request, asker);
    const isNew = await duplicateDocument(needs, asker, source, ask);
    response.status(isNew ? 201 : 200).json(await summaryOf(needs, asker, ask.id));
  });

  for (const move of shelfMoves) {
    routes.post(`/:id/${move}`, async (request, response) => {
      const asker = await needs.whoAsks(request);
      const id = idIn(request);
      await moveDocument(needs, asker, id, move);
      response.json(await summaryOf(needs, asker, id));
    });
  }

  routes.put("/:id/star", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const id = idIn(request);
    requireRight(needs, asker.memberId, id, "read");
    await needs.stars.add(asker.memberId, id);
    response.json(await summaryOf(needs, asker, id));
  });

  routes.delete("/:id/star", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const id = idIn(request);
    requireRight(needs, asker.memberId, id, "read");
    await needs.stars.remove(asker.memberId, id);
    response.json(await summaryOf(needs, asker, id));
  });

  routes.get("/:id/reading", async (request, response) => {
    const asker = await needs.whoAsks(request);
    const id = idIn(request);
    requireRight(needs, asker.memberId, id, "read");
    takeReading(asker);
    const text = await needs.readText(id);
    requireRight(needs, asker.memberId, id, "read");
    response.json({ title: titleOf(needs.catalog, id), ...text } satisfies Reading);
  });

  return routes;

  /** A document as a whole is read for a page of it and for a copy alike. */
  function takeReading({ memberId }: Asker): void {
    if (readings.take(memberId)) return;
    throw refuse("too-many-requests", "You read too often just now. Try again in a minute.");
  }

  /** Each is in the catalog, which is rewritten with every change of anybody's. */
  function takeMaking(request: Request, { memberId }: Asker): void {
    if (needs.mayMake(request, memberId)) return;
    throw refuse("too-many-requests", "Very many documents were made here just now. Try again in a while.");
  }

  /** Title and words of a new document, in the asker's own language or the one that their browser asks for. */
  function beginningOf(request: Request, { memberId }: Asker, ask: Pick<CreateDocument, "title" | "template">) {
    if (ask.template === undefined) return { title: ask.title ?? "" };
    const own = needs.catalog.data.members[memberId]?.language;
    const { title, blocks } = templateText(ask.template, templateLanguage([own, ...request.acceptsLanguages()]));
    const words = async () => writtenFor(memberId, blocks, needs.randomBytes);
    return { title: ask.title || title, words };
  }
}

/** What cannot be an id is no document's address, and is answered as such. */
function idIn(request: Request): DocumentId {
  const id = parseId<DocumentId>(request.params.id);
  if (id === null) throw noSuchDocument();
  return id;
}
