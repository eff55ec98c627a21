import type { IncomingMessage } from "node:http";
import { connectionParams, socketPath } from "../../shared/frames.ts";
import { type DocumentId, type EpochId, parseId, type RunId } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import type { Hello } from "../rooms/roomNeeds.ts";

/** True for upgrade requests that ask for a document's socket. */
export function asksForDocument(request: IncomingMessage): boolean {
  return request.url?.startsWith(socketPath) === true;
}

/**
 * Reads what a client announces in the address of its socket. Throws a `not-found` refusal for what cannot be a document's id,
 * and `malformed` for parameters out of shape: neither is repaired.
 */
export function readHello(request: IncomingMessage): { documentId: DocumentId; hello: Hello } {
  const url = new URL(request.url ?? "/", "http://unused.invalid");
  const documentId = parseId<DocumentId>(url.pathname.slice(socketPath.length));
  if (documentId === null) throw refuse("not-found", "There is no document at this address.");
  const params = url.searchParams;
  const epochText = params.get(connectionParams.epoch);
  const epoch = parseId<EpochId>(epochText);
  if (epochText !== null && epochText !== "" && epoch === null) throw malformed();
  const runText = params.get(connectionParams.run);
  const run = parseId<RunId>(runText);
  if (runText !== null && runText !== "" && run === null) throw malformed();
  return {
    documentId,
    hello: {
      speaksAmbo: params.has(connectionParams.ambo),
      schema: numberIn(params.get(connectionParams.schema), 1),
      epoch,
      run,
      seenSeq: numberIn(params.get(connectionParams.seen), 0),
      hasOutbox: params.has(connectionParams.ambo) && params.has(connectionParams.outbox),
    },
  };
}

function numberIn(text: string | null, absent: number): number {
  if (text === null || text === "") return absent;
  if (!/^\d{1,15}$/.test(text)) throw malformed();
  return Number(text);
}

function malformed(): Error {
  return refuse("malformed", "This address announces something that cannot be read.");
}
