/** Somebody at a real server: a login by HTTP, documents, and lines over real sockets. */
import { randomBytes } from "node:crypto";
import WebSocket from "ws";
import { connectionParams, framesVersion, socketPath } from "../../shared/frames.ts";
import { type DocumentId, makeId } from "../../shared/ids.ts";
import type { Dialer } from "../simulation/page.ts";

export interface Visitor {
  readonly cookie: string;
  createsDocument(url: string): Promise<DocumentId>;
  /** Opens the document's socket at the server of that moment. */
  dialer(url: string, documentId: DocumentId): Dialer;
  /** A bare socket, for who wants to send anything. */
  socket(url: string, documentId: DocumentId, params?: Record<string, string>): WebSocket;
}

/** Signs in as a guest. The login lasts through restarts of the server. */
export async function signIn(url: string, name: string): Promise<Visitor> {
  const response = await fetch(`${url}/api/guests`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ name }),
  });
  if (!response.ok) throw new Error(`Signing in answered ${response.status}: ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

  function socket(at: string, documentId: DocumentId, params: Record<string, string> = {}): WebSocket {
    const address = `${at.replace(/^http/, "ws")}${socketPath}${documentId}?${new URLSearchParams(params)}`;
    return new WebSocket(address, { headers: { cookie, origin: at }, perMessageDeflate: false });
  }

  return {
    cookie,
    socket,
    async createsDocument(at) {
      const id = makeId<DocumentId>(randomBytes);
      const created = await fetch(`${at}/api/documents`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: at, cookie },
        body: JSON.stringify({ id, title: "Torture" }),
      });
      if (!created.ok) throw new Error(`Creating answered ${created.status}: ${await created.text()}`);
      return id;
    },
    dialer: (at, documentId) => (hello, wire) =>
      new Promise((resolve, reject) => {
        const ws = socket(at, documentId, {
          [connectionParams.ambo]: String(framesVersion),
          [connectionParams.schema]: String(hello.schema),
          ...(hello.epoch === null ? {} : { [connectionParams.epoch]: hello.epoch }),
          ...(hello.run === null ? {} : { [connectionParams.run]: hello.run }),
          [connectionParams.seen]: String(hello.seenSeq),
        });
        ws.on("open", () => resolve({ receive: (frame) => ws.send(frame), leave: () => ws.terminate() }));
        ws.on("message", (data: Buffer) => wire.send({ payload: new Uint8Array(data) }));
        ws.on("close", (code, reason) => wire.close(code, reason.toString()));
        ws.on("error", reject);
      }),
  };
}
