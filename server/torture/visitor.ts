/** Somebody at a real server: a login by HTTP, documents, and lines over real sockets. */
import { randomBytes } from "node:crypto";
import WebSocket from "ws";
import type { Me } from "../../shared/accountsApi.ts";
import { connectionParams, framesVersion, socketPath } from "../../shared/frames.ts";
import { type DocumentId, type MemberId, makeId } from "../../shared/ids.ts";
import type { Dialer } from "../simulation/page.ts";

export interface Visitor {
  readonly cookie: string;
  /** Lets another write in a document of one's own. */
  sharesWith(url: string, documentId: DocumentId, other: MemberId): Promise<void>;
  createsDocument(url: string): Promise<DocumentId>;
  /** Opens the document's socket at the server of that moment. */
  dialer(url: string, documentId: DocumentId): Dialer;
  /** A bare socket, for who wants to send anything. */
  socket(url: string, documentId: DocumentId, params?: Record<string, string>): WebSocket;
}

/** Signs in as a guest. The login lasts through restarts of the server. */
export async function signIn(url: string, name: string): Promise<Visitor & { member: MemberId }> {
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
  const { member } = (await response.json()) as Me;
  return { ...visitorWith(cookie), member: member.id };
}

/** Somebody who has signed in already. */
export function visitorWith(cookie: string): Visitor {
  function socket(at: string, documentId: DocumentId, params: Record<string, string> = {}): WebSocket {
    const address = `${at.replace(/^http/, "ws")}${socketPath}${documentId}?${new URLSearchParams(params)}`;
    return new WebSocket(address, { headers: { cookie, origin: at }, perMessageDeflate: false });
  }

  async function post(address: string, origin: string, question: unknown): Promise<void> {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json", origin, cookie },
      body: JSON.stringify(question),
    });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
  }

  return {
    cookie,
    socket,
    async createsDocument(at) {
      const id = makeId<DocumentId>(randomBytes);
      await post(`${at}/api/documents`, at, { id, title: "Torture" });
      return id;
    },
    sharesWith: (at, documentId, member) =>
      post(`${at}/api/documents/${documentId}/sharing/people`, at, { who: { member }, role: "editor" }),
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
