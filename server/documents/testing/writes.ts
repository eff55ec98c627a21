import { expect } from "vitest";
import WebSocket from "ws";
import * as Y from "yjs";
import { connectionParams, socketPath, syncFrame, syncStep } from "../../../shared/frames.ts";
import type { DocumentId } from "../../../shared/ids.ts";
import { rootName } from "../../../shared/schema/contentRules.ts";

/** Who writes, as a test server knows them. */
interface Writer {
  readonly cookie: string;
  ask<T>(method: string, address: string): Promise<{ body: T }>;
}

/** Writes a paragraph at the beginning of a document through a socket, as a page does, and goes once it is written. */
export async function writes(
  server: { readonly url: string },
  person: Writer,
  id: DocumentId,
  words: string,
): Promise<void> {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(words)]);
  doc.getXmlFragment(rootName).insert(0, [paragraph]);
  const address = `${server.url.replace(/^http/, "ws")}${socketPath}${id}?${connectionParams.schema}=1`;
  const socket = new WebSocket(address, { headers: { cookie: person.cookie } });
  try {
    await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
    socket.send(syncFrame(syncStep.update, Y.encodeStateAsUpdate(doc)));
    await expect.poll(() => textOf(person, id)).toContain(words);
  } finally {
    socket.terminate();
  }
}

/** The document's text as HTML, as it is told to who reads it. */
export async function textOf(person: Writer, id: DocumentId): Promise<string> {
  return (await person.ask<{ html: string }>("GET", `/api/documents/${id}/reading`)).body.html;
}
