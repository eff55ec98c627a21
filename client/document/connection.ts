import { ySyncPluginKey } from "@tiptap/y-tiptap";
import * as decoding from "lib0/decoding";
import { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import {
  barrierFrame,
  connectionParams,
  framesVersion,
  frameType,
  readBarrierAnswer,
  syncFrame,
  syncStep,
} from "../../shared/frames.ts";
import type { DocumentId, EpochId, MemberId } from "../../shared/ids.ts";
import type { Role, Shelf } from "../../shared/member.ts";
import type { News, Welcome } from "../../shared/news.ts";
import { type RefusalCode, refusalOfCloseCode } from "../../shared/refusal.ts";
import { openBarrier } from "./barrier.ts";
import {
  type AccessChange,
  type ConnectionState,
  mayEnd,
  type ReadOnlyReason,
  type Status,
  type Trouble,
} from "./connectionState.ts";
import { watchOwnChanges } from "./ownChanges.ts";
import { openPresenceLine } from "./presenceLine.ts";
import { openReconnect } from "./reconnect.ts";
import { type NextTurn, openRemoteUpdates } from "./remoteUpdates.ts";
import { openTalkLine, type TalkLine } from "./talkLine.ts";

/** The origin of transactions that bring in words kept elsewhere, which are sent like typing. */
export const keptWordsOrigin = { name: "kept words" };

export type LoginCheck = "signed-in" | "signed-out" | "unreachable";

export interface ConnectionNeeds {
  documentId: DocumentId;
  doc: Y.Doc;
  /** Where sockets are opened, without the document's id: `wss://host/api/sync`. */
  serverUrl: string;
  /** The schema number of this page's editor. */
  schema: number;
  WebSocket: typeof WebSocket;
  nextTurn: NextTurn;
  now: () => number;
  random: () => number;
  /** Asks by HTTP: a socket that cannot be opened does not say why. */
  checkLogin: () => Promise<LoginCheck>;
  /** What the device says about its network; it only words a trouble, it never decides that there is one. */
  deviceIsOffline: () => boolean;
}

export interface Connection {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly talk: TalkLine;
  /** The same object until something changes, as React's external stores want it. */
  state(): ConnectionState;
  subscribe(listener: () => void): () => void;
  /** Tries again now: the network is back, somebody signed in again, or may come in again. */
  retry(): void;
  /** Ends sending because this page must not go on; the words stay here. */
  stop(reason: ReadOnlyReason): void;
  close(): void;
}

const failuresBeforeLoginCheck = 3;

/**
 * Opens the only socket of a document: the stock provider with the parts replaced that would claim or cost too much. It sends
 * this person's edits and presence alone, applies others' once a frame, and knows what is saved because it asks.
 */
export function openConnection(needs: ConnectionNeeds): Connection {
  const { doc, documentId, now } = needs;
  const awareness = new Awareness(doc);
  const provider = new WebsocketProvider(needs.serverUrl, documentId, doc, {
    connect: false,
    awareness,
    disableBc: true,
    WebSocketPolyfill: needs.WebSocket,
    params: {
      [connectionParams.ambo]: String(framesVersion),
      [connectionParams.schema]: String(needs.schema),
      [connectionParams.client]: String(doc.clientID),
    },
  });

  const listeners = new Set<() => void>();
  let status: Status = { is: "opening", since: now(), trouble: null };
  let title: string | null = null;
  let me: Welcome["member"] | null = null;
  let shelf: Shelf = "library";
  let accessChange: AccessChange | null = null;
  let colours: ReadonlyMap<MemberId, string> = new Map();
  let epoch: EpochId | null = null;
  let storageFailing = false;
  let refusalTold: { code: string; sentence: string } | null = null;
  let hasDocument = false;
  /** This socket has been given everything the page holds; before that, single updates would arrive as gaps. */
  let isCaughtUp = false;
  let askedForMissing = false;
  let isClosed = false;
  /** Somebody asked to go on after the login had ended, perhaps under another name. */
  let mayBeSomebodyElse = false;
  let known: ConnectionState | null = null;

  const barrier = openBarrier({ send: (version) => send(barrierFrame(version)), now });
  const reconnect = openReconnect({ connect: () => provider.connect(), random: needs.random });

  const remote = openRemoteUpdates({
    doc,
    origin: provider,
    nextTurn: needs.nextTurn,
    applied() {
      askForMissing();
      barrier.readSomething();
    },
    failed: () => stop("broken"),
  });

  const own = watchOwnChanges({
    doc,
    isOwnOrigin: (origin) => origin === ySyncPluginKey || origin === keptWordsOrigin || origin instanceof Y.UndoManager,
    made(updates) {
      barrier.edited(updates.length);
      if (isCaughtUp) for (const update of updates) send(syncFrame(syncStep.update, update));
      barrier.ask();
      followClientId();
      changed();
    },
    silenced: () => stop("broken"),
  });

  const talk = openTalkLine(send);
  const presence = openPresenceLine(awareness, (frame) => provider.wsconnected && send(frame));

  /** False when there is no socket that it could go by. */
  function send(frame: Uint8Array): boolean {
    const socket = provider.ws;
    if (socket === null || socket.readyState !== socket.OPEN) return false;
    socket.send(frame as Uint8Array<ArrayBuffer>);
    return true;
  }

  function changed(): void {
    known = null;
    for (const listener of [...listeners]) listener();
  }

  function setStatus(next: Status): void {
    status = next;
    changed();
  }

  // The stock listeners send every change, also those of others and the tidying after them.
  doc.off("update", provider._updateHandler);
  awareness.off("update", provider._awarenessUpdateHandler);

  provider.messageHandlers[frameType.sync] = (_answer, decoder) => readSync(decoder);
  provider.messageHandlers[frameType.barrier] = (_answer, decoder) => {
    // What is up to date by this answer must also be in the document, should the socket fall now.
    remote.flush();
    barrier.answered(readBarrierAnswer(decoder));
    provider.params[connectionParams.seen] = String(barrier.seen());
    storageFailing = false;
    // Only now: a server that takes every page in and fails at the first edit must not be asked three times a second.
    reconnect.worked();
    changed();
  };
  provider.messageHandlers[frameType.talk] = (_answer, decoder) => talk.read(decoder);
  provider.messageHandlers[frameType.news] = (_answer, decoder) => readNews(decoding.readVarString(decoder));

  function readSync(decoder: decoding.Decoder): void {
    const step = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder);
    if (step === syncStep.update) {
      remote.add(bytes);
      return;
    }
    remote.flush();
    own.flush();
    if (isOver()) return;
    if (step === syncStep.one) {
      send(syncFrame(syncStep.two, Y.encodeStateAsUpdate(doc, bytes)));
      isCaughtUp = true;
      barrier.opened();
    } else if (step === syncStep.two) {
      remote.add(bytes);
      remote.flush();
      askedForMissing = false;
      if (isOver()) return;
      provider.synced = true;
    }
    if (isCaughtUp && provider.synced) becomeLive();
  }

  function becomeLive(): void {
    if (status.is === "live") return;
    hasDocument = true;
    setStatus({ is: "live" });
  }

  /** Yjs keeps back what it cannot place; nothing in order brings that about, so the server is asked once for the rest. */
  function askForMissing(): void {
    if (askedForMissing || (doc.store.pendingStructs === null && doc.store.pendingDs === null)) return;
    askedForMissing = true;
    send(syncFrame(syncStep.one, Y.encodeStateVector(doc)));
  }

  function readNews(json: string): void {
    const news = JSON.parse(json) as News;
    switch (news.news) {
      case "welcome":
        welcomed(news);
        break;
      case "titleChanged":
        title = news.title;
        changed();
        break;
      case "colourChanged":
        colours = new Map([...colours, [news.member, news.color]]);
        if (me?.id === news.member) me = { ...me, color: news.color };
        changed();
        break;
      case "accessChanged":
        accessBecame(news.role, news.shelf, news.by);
        changed();
        break;
      case "refused":
        refusalTold = news;
        break;
      default:
        // A newer server may have more to tell than this page can read.
        news satisfies never;
    }
  }

  function welcomed(welcome: Welcome): void {
    if ((epoch !== null && welcome.epoch !== epoch) || welcome.headSeq < barrier.seen()) {
      // Merging with a server that went back would mix two pasts; the words stay here until the person decides.
      end("epoch-changed", "");
      provider.disconnect();
      return;
    }
    if (me !== null && me.id !== welcome.member.id && !mayBeSomebodyElse) {
      // The words that wait here are the first person's; they are not sent in the name of whoever signed in since.
      end("somebody-else", "");
      provider.disconnect();
      return;
    }
    mayBeSomebodyElse = false;
    epoch = welcome.epoch;
    provider.params[connectionParams.epoch] = epoch;
    provider.params[connectionParams.run] = welcome.run;
    title = welcome.title;
    // While this page was away nobody could tell it of a change; it then learns it here, and not by whom.
    accessBecame(welcome.member.role, welcome.shelf, null);
    me = welcome.member;
    changed();
  }

  function accessBecame(role: Role, on: Shelf, by: MemberId | null): void {
    const before = me === null ? null : { role: me.role, shelf };
    if (me !== null) me = { ...me, role };
    shelf = on;
    if (before === null || (before.role === role && before.shelf === on)) return;
    accessChange = { before, now: { role, shelf: on }, by };
  }

  /** Yjs takes a new id when it sees its own used elsewhere; presence then goes on under the new one. */
  function followClientId(): void {
    if (awareness.clientID === doc.clientID) return;
    presence.goOnAs(doc.clientID);
    provider.params[connectionParams.client] = String(doc.clientID);
  }

  provider.on("status", ({ status: socket }) => {
    if (socket === "connected") {
      followClientId();
      presence.opened();
    } else if (socket === "disconnected") {
      presence.closed();
    }
  });

  provider.on("connection-close", (event) => {
    isCaughtUp = false;
    askedForMissing = false;
    barrier.closed();
    remote.flush();
    own.flush();
    const told = refusalTold;
    refusalTold = null;
    if (isOver() || isClosed) return;
    const code = event === null ? null : refusalOfCloseCode(event.code);
    if (event !== null && event.code >= 4400 && event.code < 4500) {
      end(code ?? "malformed", told?.sentence ?? event.reason);
      return;
    }
    if (code === "storage-failed") storageFailing = true;
    // The provider's own timer finds nothing to do; `reconnect` decides when to try again.
    provider.shouldConnect = false;
    fellAway(code ?? "unreachable");
    reconnect.later();
    if (reconnect.failures() % failuresBeforeLoginCheck === 0) void checkLogin();
  });

  function fellAway(trouble: Trouble): void {
    if (!hasDocument) {
      setStatus({ is: "opening", since: status.is === "opening" ? status.since : now(), trouble });
      return;
    }
    const since = status.is === "away" ? status.since : now();
    setStatus({ is: "away", since, trouble, deviceSaysOffline: needs.deviceIsOffline() });
  }

  async function checkLogin(): Promise<void> {
    const answer = await needs.checkLogin();
    if (answer !== "signed-out" || isClosed || isOver() || status.is === "live") return;
    end("not-logged-in", "");
    provider.disconnect();
  }

  function isOver(): boolean {
    return status.is === "refused" || status.is === "readOnly";
  }

  function end(code: RefusalCode, sentence: string): void {
    reconnect.stop();
    setStatus({ is: "refused", code, sentence, at: now() });
  }

  function stop(reason: ReadOnlyReason): void {
    if (isOver() || isClosed) return;
    setStatus({ is: "readOnly", reason, at: now() });
    reconnect.stop();
    provider.disconnect();
  }

  provider.connect();

  return {
    doc,
    awareness,
    talk,
    state() {
      known ??= { status, hasDocument, save: barrier.facts(), storageFailing, title, me, shelf, accessChange, colours };
      return known;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retry() {
      if (status.is === "refused" && mayEnd(status.code)) {
        mayBeSomebodyElse ||= status.code === "not-logged-in" || status.code === "somebody-else";
        fellAway("unreachable");
        provider.connect();
        return;
      }
      reconnect.now();
    },
    stop,
    close() {
      if (isClosed) return;
      isClosed = true;
      listeners.clear();
      reconnect.stop();
      own.close();
      provider.destroy();
      remote.close();
      barrier.closed();
      presence.close();
    },
  };
}
