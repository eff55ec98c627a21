/** All that belongs to one document, as files that outlive Ambo. */
import * as Y from "yjs";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { type DocumentNode, readFragment } from "../../shared/schema/readFragment.ts";
import { renderMarkdown } from "../../shared/schema/renderMarkdown.ts";
import { documentIn, membersOf } from "../access/access.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { Seq, UpdateLog } from "../storage/updateLog.ts";
import type { ZippedFile } from "../zip/zipStream.ts";

export interface DocumentFilesNeeds {
  catalog: Catalog;
  log: Pick<UpdateLog, "entries">;
  rooms: Pick<Rooms, "read">;
  /** Epoch milliseconds. */
  now: () => number;
}

/** A document at one moment: what its files are made of. */
export interface TakenDocument {
  id: DocumentId;
  content: DocumentNode;
  state: Uint8Array;
  /** Up to which entry of its log that is. */
  seq: Seq;
}

/** So many entries of a log are in memory at once. */
const entriesAtOnce = 50;

export async function takeDocument({ rooms }: DocumentFilesNeeds, id: DocumentId): Promise<TakenDocument> {
  const { value, seq } = await rooms.read(id, (doc) => {
    const root = doc.getXmlFragment(rootName);
    return { content: readFragment(root), state: Y.encodeStateAsUpdate(doc) };
  });
  return { id, seq, ...value };
}

/**
 * The files, each made when its turn comes.
 *
 * @param folder what stands before their names: "" or something that ends with a slash.
 * @param mayGoOn throws when whoever asked may not have the rest.
 */
export function* documentFiles(
  needs: DocumentFilesNeeds,
  taken: TakenDocument,
  folder: string,
  mayGoOn: () => void,
): Generator<ZippedFile> {
  const { id, content, state, seq } = taken;
  const title = documentIn(needs.catalog, id)?.title ?? "";
  yield { name: `${folder}README.txt`, content: [Buffer.from(readme)] };
  yield { name: `${folder}document.md`, content: [Buffer.from(withTitle(title, content))] };
  yield { name: `${folder}document.json`, content: [Buffer.from(JSON.stringify(describe(needs, taken), null, 2))] };
  yield { name: `${folder}state.yjs`, content: [state] };
  yield { name: `${folder}history.jsonl`, content: history(needs, id, seq, mayGoOn) };
}

/** The title is no part of the text; a file without it would not say what it is. */
function withTitle(title: string, content: DocumentNode): string {
  const text = renderMarkdown(content);
  const heading = (words: string) =>
    renderMarkdown({
      type: "doc",
      content: [{ type: "heading", attrs: { level: 1 }, content: [{ type: "text", text: words }] }],
    });
  if (title === "" || text.startsWith(heading(title))) return text;
  return text === "" ? heading(title) : `${heading(title)}\n${text}`;
}

function describe({ catalog, now }: DocumentFilesNeeds, { id, content, seq }: TakenDocument): object {
  const document = documentIn(catalog, id);
  const nameOf = (member: MemberId | null) => (member === null ? null : (catalog.data.members[member]?.name ?? null));
  return {
    format: "ambo-document",
    version: 1,
    exportedAt: new Date(now()).toISOString(),
    id,
    title: document?.title ?? "",
    createdAt: document === undefined ? null : new Date(document.createdAt).toISOString(),
    createdBy: nameOf(document?.createdBy ?? null),
    shelf: document?.shelf ?? "library",
    shelfEvents: (document?.shelfEvents ?? []).map(({ what, by, at }) => ({
      what,
      by: nameOf(by),
      at: new Date(at).toISOString(),
    })),
    members: membersOf(catalog, id, now()).map(({ id: member, role, since }) => ({
      name: nameOf(member),
      role,
      since: new Date(since).toISOString(),
    })),
    entries: seq,
    content,
  };
}

/** One line of JSON for each edit, oldest first. */
async function* history(
  { catalog, log }: DocumentFilesNeeds,
  id: DocumentId,
  upTo: Seq,
  mayGoOn: () => void,
): AsyncGenerator<Uint8Array> {
  const nameOf = (member: MemberId) => catalog.data.members[member]?.name ?? null;
  for (let after = 0; after < upTo; ) {
    mayGoOn();
    const entries = await log.entries(id, after, entriesAtOnce);
    let lines = "";
    for (const { seq, at, madeAt, by, kind, update } of entries) {
      if (seq > upTo) break;
      const line = {
        seq,
        at: new Date(at).toISOString(),
        ...(madeAt === undefined ? {} : { madeAt: new Date(madeAt).toISOString() }),
        by: by === null ? null : { id: by, name: nameOf(by) },
        kind,
        update: Buffer.from(update.buffer, update.byteOffset, update.byteLength).toString("base64"),
      };
      lines += `${JSON.stringify(line)}\n`;
    }
    if (lines !== "") yield Buffer.from(lines);
    const last = entries.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

const readme = `A document from Ambo.

document.md    The text as Markdown (GitHub's flavour; highlights as ==...==), for reading and for other programs.
document.json  Title, dates, members by name, and the text with all its structure, as Tiptap and ProseMirror
               write it.
state.yjs      The document as one Yjs update (v1): Y.applyUpdate(new Y.Doc(), bytes), root "default".
history.jsonl  Every edit, oldest first, one JSON object a line: number, time, who, and its Yjs update (v1) in
               base64. Applied in order they give every state that the document ever had.
`;
