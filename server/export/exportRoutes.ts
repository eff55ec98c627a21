/** GET /api/documents/:id/export for owners, GET /api/admin/export for admins: a zip, made while it is sent. */
import { pipeline } from "node:stream/promises";
import { type Request, type Response, Router } from "express";
import { type DocumentId, type MemberId, parseId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import { documentIn, noSuchDocument, requireRight } from "../access/access.ts";
import { type ZippedFile, zipStream } from "../zip/zipStream.ts";
import { type DocumentFilesNeeds, documentFiles, takeDocument } from "./documentFiles.ts";
import { endWhenStalled, type StallLimits } from "./endWhenStalled.ts";
import { createExportSlots, type ExportSlotLimits } from "./exportSlots.ts";
import { attachmentHeader, fileNameOf, folderNameOf } from "./fileNames.ts";

interface Asker {
  memberId: MemberId;
  isAdmin: boolean;
}
type WhoAsks = (request: Request) => Promise<Asker>;

export type ExportLimits = ExportSlotLimits & StallLimits;

export const defaultExportLimits: ExportLimits = {
  perMember: 2,
  inAll: 6,
  forAdmins: 1,
  stallMs: 30_000,
  stallBytes: 64 * 1024,
};

export interface ExportNeeds extends DocumentFilesNeeds {
  limits: ExportLimits;
  after: (ms: number, run: () => void) => { cancel: () => void };
  logger: { warn(fields: object, sentence: string): void };
}

export interface ExportRoutes {
  /** Below /api/documents. */
  documents(whoAsks: WhoAsks): Router;
  /** Below /api/admin. */
  admin(whoAdministers: WhoAsks): Router;
}

export function exportRoutes(needs: ExportNeeds): ExportRoutes {
  const slots = createExportSlots(needs.limits);

  /** Gives the place back when the answer is over, however it ends. */
  async function inSlot(asker: Asker, work: () => Promise<void>): Promise<void> {
    const leave = slots.enter(asker);
    if (leave === null) {
      throw refuse("too-many-requests", "Other downloads are still being made. Try again when they are done.");
    }
    try {
      await work();
    } finally {
      leave();
    }
  }

  return {
    documents(whoAsks) {
      const routes = Router();
      routes.get("/:id/export", async (request, response) => {
        const asker = await whoAsks(request);
        const id = parseId<DocumentId>(request.params.id);
        if (id === null) throw noSuchDocument();
        const mayGoOn = () => void requireRight(needs, asker.memberId, id, "export");
        mayGoOn();
        await inSlot(asker, async () => {
          const taken = await takeDocument(needs, id);
          const name = fileNameOf(documentIn(needs.catalog, id)?.title ?? "");
          await sendZip(needs, { request, response, name, files: documentFiles(needs, taken, "", mayGoOn) });
        });
      });
      return routes;
    },
    admin(whoAdministers) {
      const routes = Router();
      routes.get("/export", async (request, response) => {
        const asker = await whoAdministers(request);
        const mayGoOn = () => {
          const member = needs.catalog.data.members[asker.memberId];
          if (member?.isAdmin !== true || member.suspended !== undefined) {
            throw refuse("forbidden", "Only those who look after this server may do this.");
          }
        };
        await inSlot(asker, async () => {
          const day = new Date(needs.now()).toISOString().slice(0, 10);
          await sendZip(needs, { request, response, name: `Ambo ${day}`, files: allFiles(needs, mayGoOn) });
        });
      });
      return routes;
    },
  };
}

/** A folder for each document, one after the other. One that cannot be read does not keep the others back. */
async function* allFiles(needs: ExportNeeds, mayGoOn: () => void): AsyncGenerator<ZippedFile> {
  for (const id of Object.keys(needs.catalog.data.documents) as DocumentId[]) {
    mayGoOn();
    const document = documentIn(needs.catalog, id);
    // Purged while those before it were sent.
    if (document === undefined) continue;
    const folder = `${folderNameOf(document.title, id)}/`;
    const taken = await takeDocument(needs, id).catch((error: unknown) => {
      needs.logger.warn({ documentId: id, err: error }, "A document could not be read for a download.");
      return null;
    });
    if (taken !== null) yield* documentFiles(needs, taken, folder, mayGoOn);
    else yield { name: `${folder}could-not-be-read.txt`, content: [Buffer.from(unreadable)] };
  }
}

interface Download {
  request: Request;
  response: Response;
  name: string;
  files: AsyncIterable<ZippedFile> | Iterable<ZippedFile>;
}

async function sendZip(
  { now, limits, after }: ExportNeeds,
  { request, response, name, files }: Download,
): Promise<void> {
  response.setHeader("Content-Type", "application/zip");
  response.setHeader("Content-Disposition", attachmentHeader(`${name}.zip`));
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const isOver = endWhenStalled(response, { ...limits, after });
  try {
    await pipeline(zipStream(files, { at: now() }), response);
  } catch (error) {
    // Whoever closed the page does not want the rest, which is no failure of ours.
    const hasLeft = error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
    if (!hasLeft) throw error;
  } finally {
    isOver();
  }
}

const unreadable =
  "The server could not read this document. Whoever looks after it finds the reason in the server's log.\n";
