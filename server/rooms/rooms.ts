/**
 * The list of open rooms: one Y.Doc per document, whoever comes when. A document whose load failed is never served empty and never
 * saved; a room without sessions stays a while and is then let go, once everything is on disk.
 */
import * as Y from "yjs";
import { type DocumentId, type EpochId, type MemberId, makeId, type SessionId } from "../../shared/ids.ts";
import type { News } from "../../shared/news.ts";
import { Refusal, type RefusalCode, refuse } from "../../shared/refusal.ts";
import { rootName } from "../../shared/schema/contentRules.ts";
import { neededSchema } from "../../shared/schema/neededSchema.ts";
import { promisedAppend } from "../storage/promisedAppend.ts";
import type { LoadedLog } from "../storage/updateLog.ts";
import type { Peer } from "./peer.ts";
import { docOf, Room } from "./room.ts";
import type { Hello, RoomNeeds, Visitor } from "./roomNeeds.ts";
import { RoomSession } from "./roomSession.ts";
import { Talks } from "./talks.ts";
import type { Wire } from "./wire.ts";

export interface Rooms {
  /**
   * Opens a session for one socket. Rejects with a Refusal that the caller turns into a close: the client is outdated, its copy
   * belongs to another epoch, or the document could not be read.
   */
  join(documentId: DocumentId, visitor: Visitor, hello: Hello, wire: Wire): Promise<RoomSession>;
  /** Brings news to the sessions of an open room; without one there is nobody to tell. */
  announce(documentId: DocumentId, news: News): void;
  /** The merged state and the seq that it covers; everything in it is written. */
  stateOf(documentId: DocumentId): Promise<{ state: Uint8Array; seq: number }>;
  /**
   * To be called once a change of who may do what on a document is on disk. Its sessions get their new rights in this turn, or
   * are sent away and hear nothing more. @param by who changed it; null for time, or the server.
   */
  reviewAccess(documentId: DocumentId, by: MemberId | null): void;
  /** The same for all sessions of a member: what they may do everywhere has changed, or their name. */
  reviewMember(member: MemberId, by: MemberId | null): void;
  /** Ends all sessions of a document that goes for good, and lets its room go at once. */
  shut(documentId: DocumentId, code: RefusalCode, sentence: string): void;
  /**
   * What `look` makes of the document in memory, or of a copy from the log, and the seq that it covers. Given once all that it saw is
   * written. It must not change the document.
   */
  read<T>(documentId: DocumentId, look: (doc: Y.Doc) => T): Promise<{ value: T; seq: number }>;
  /** Ends the sessions of a member whose login is over. */
  dismiss(member: MemberId, code: RefusalCode, sentence: string): void;
  counts(): { rooms: number; sessions: number };
  /** Closes every session, after what was applied is synced. Gives up on rooms that cannot sync, aloud. */
  close(): Promise<void>;
}

const closeDeadlineMs = 5_000;

export function openRooms(needs: RoomNeeds): Rooms {
  const rooms = new Map<DocumentId, Room>();
  const opening = new Map<DocumentId, Promise<Room>>();
  const unloads = new Map<Room, { cancel: () => void }>();
  const talks = new Talks(needs, needs.limits.talk);
  let isClosing = false;

  return { join, announce, stateOf, read, reviewAccess, reviewMember, shut, dismiss, counts, close };

  async function join(documentId: DocumentId, visitor: Visitor, hello: Hello, wire: Wire): Promise<RoomSession> {
    let room = await openRoom(documentId);
    // It may have unloaded or failed in the moment between; nobody joins a room that has left the list.
    while (room.state !== "live") room = await openRoom(documentId);
    if (isClosing) throw refuse("restarting", "The server is restarting.");
    if (hello.schema < room.schema) {
      throw refuse(
        "outdated-client",
        "This document holds content that this version of the editor does not know. Reload the page.",
      );
    }
    const isOfAnotherPast = hello.run !== null && !needs.isKnownRun(hello.run);
    if (hello.epoch !== null && (hello.epoch !== room.epoch || hello.seenSeq > room.headSeq || isOfAnotherPast)) {
      throw refuse(
        "epoch-changed",
        "The server went back to an earlier state of this document. What this page holds was kept.",
      );
    }
    // What this visitor may do may have changed while the document was read. From here to the end nothing comes between.
    const present = needs.visitorNow(documentId, visitor);
    if (present instanceof Refusal) throw present;
    let own = 0;
    for (const session of room.sessions) if (session.visitor.member === visitor.member) own++;
    if (own >= needs.limits.maxSessionsPerMember) {
      throw refuse("overloaded", "You have this document open too many times. Close some of its tabs.");
    }
    unloads.get(room)?.cancel();
    unloads.delete(room);
    const session = new RoomSession(needs, room, makeId<SessionId>(needs.randomBytes), present, hello, wire);
    room.sessions.add(session);
    session.greet();
    if (hello.speaksAmbo) session.enterTalk(talks.of(documentId));
    return session;
  }

  function openRoom(documentId: DocumentId): Promise<Room> {
    const open = rooms.get(documentId);
    if (open !== undefined) return Promise.resolve(open);
    let promise = opening.get(documentId);
    if (promise === undefined) {
      promise = readRoom(documentId).finally(() => opening.delete(documentId));
      opening.set(documentId, promise);
    }
    return promise;
  }

  async function readRoom(documentId: DocumentId): Promise<Room> {
    let loaded = await load(documentId);
    if (loaded.head.epoch === null) {
      await giveEpoch(documentId, loaded);
      loaded = await load(documentId);
    }
    const { epoch } = loaded.head;
    if (epoch === null) throw refuse("storage-failed", "This document cannot be opened for the moment.");
    if (loaded.missing.length > 0) {
      needs.logger.warn(
        { documentId, missing: loaded.missing.length },
        "Some entries of this document lie in quarantine.",
      );
    }
    // A damaged record may have been the one that raised the number; what the text needs is in the text.
    const schema = loaded.mayLackFacts ? Math.max(loaded.head.schema, schemaNeededBy(loaded)) : loaded.head.schema;
    const room = new Room(needs, documentId, { ...loaded, head: { ...loaded.head, schema } }, epoch, {
      onFailed: forget,
      onEmpty: scheduleUnload,
    });
    rooms.set(documentId, room);
    scheduleUnload(room);
    return room;
  }

  async function load(documentId: DocumentId): Promise<LoadedLog> {
    try {
      return await needs.log.load(documentId);
    } catch (error) {
      needs.logger.error({ documentId, err: error }, "A document could not be read.");
      throw refuse("storage-failed", "This document cannot be read for the moment. Nothing of it was changed.");
    }
  }

  /** Two first openings race for it: who comes second finds the head moved, and reads again. */
  async function giveEpoch(documentId: DocumentId, loaded: LoadedLog): Promise<void> {
    const epoch = makeId<EpochId>(needs.randomBytes);
    const fact = { fact: "epoch" as const, epoch, at: needs.now(), by: null };
    const ask = { after: loaded.head.seq, ifNoEpoch: true, facts: [fact], entries: [] } as const;
    const { written, durable } = promisedAppend(needs.log, documentId, ask);
    try {
      await written;
      await durable;
    } catch (error) {
      needs.logger.error({ documentId, err: error }, "A document could not be begun.");
      throw refuse("storage-failed", "The server cannot save for the moment, so this document was not opened.");
    }
  }

  function forget(room: Room): void {
    unloads.get(room)?.cancel();
    unloads.delete(room);
    if (rooms.get(room.documentId) === room) rooms.delete(room.documentId);
  }

  function scheduleUnload(room: Room): void {
    unloads.get(room)?.cancel();
    unloads.set(
      room,
      needs.after(needs.limits.unloadAfterMs, () => {
        unloads.delete(room);
        if (room.state === "live" && room.sessions.size === 0) void unload(room);
      }),
    );
  }

  /** Leaves the list and the log at one moment, so that who opens the document again reads all of it. */
  async function unload(room: Room): Promise<void> {
    if (room.isSettled) await room.keepCheckpoint(200);
    if (room.sessions.size > 0 || room.state !== "live") return;
    if (!room.isSettled) return scheduleUnload(room);
    forget(room);
    room.letGo();
  }

  function announce(documentId: DocumentId, news: News): void {
    rooms.get(documentId)?.announce(news);
  }

  async function stateOf(documentId: DocumentId): Promise<{ state: Uint8Array; seq: number }> {
    const { value, seq } = await read(documentId, (doc) => Y.encodeStateAsUpdate(doc));
    return { state: value, seq };
  }

  async function read<T>(documentId: DocumentId, look: (doc: Y.Doc) => T): Promise<{ value: T; seq: number }> {
    const room = rooms.get(documentId);
    if (room === undefined) {
      const loaded = await load(documentId);
      const doc = docOf(loaded);
      try {
        return { value: look(doc), seq: loaded.head.seq };
      } finally {
        doc.destroy();
      }
    }
    const seen = { value: look(room.doc), seq: room.headSeq };
    return new Promise((resolve, reject) => {
      room.whenWritten(
        () => resolve(seen),
        () => reject(refuse("storage-failed", "The server cannot save for the moment.")),
      );
    });
  }

  function reviewAccess(documentId: DocumentId, by: MemberId | null): void {
    for (const session of [...(rooms.get(documentId)?.sessions ?? [])]) review(documentId, session, by);
    talks.review(documentId);
  }

  function reviewMember(member: MemberId, by: MemberId | null): void {
    for (const { documentId, sessions } of rooms.values()) {
      for (const session of [...sessions]) if (session.visitor.member === member) review(documentId, session, by);
    }
    talks.reviewMember(member);
  }

  function review(documentId: DocumentId, session: Peer, by: MemberId | null): void {
    const present = needs.visitorNow(documentId, session.visitor);
    if (present instanceof Refusal) session.refuse(present.code, present.message);
    else session.changeVisitor(present, by);
  }

  function shut(documentId: DocumentId, code: RefusalCode, sentence: string): void {
    const room = rooms.get(documentId);
    if (room !== undefined) {
      for (const session of [...room.sessions]) session.refuse(code, sentence);
      forget(room);
      room.close(code, sentence);
    }
    talks.end(documentId);
  }

  function dismiss(member: MemberId, code: RefusalCode, sentence: string): void {
    for (const room of rooms.values()) {
      for (const session of [...room.sessions]) {
        if (session.visitor.member === member) session.refuse(code, sentence);
      }
    }
  }

  function counts(): { rooms: number; sessions: number } {
    let sessions = 0;
    for (const room of rooms.values()) sessions += room.sessions.size;
    return { rooms: rooms.size, sessions };
  }

  async function close(): Promise<void> {
    isClosing = true;
    await Promise.allSettled(opening.values());
    await Promise.all([...rooms.values()].map(closeRoom));
    talks.close();
  }

  async function closeRoom(room: Room): Promise<void> {
    for (const session of room.sessions) session.stopListening();
    await new Promise<void>((resolve) => {
      const deadline = needs.after(closeDeadlineMs, () => {
        needs.logger.error({ documentId: room.documentId }, "A room could not be synced before the server stopped.");
        resolve();
      });
      room.whenSynced(
        () => {
          deadline.cancel();
          resolve();
        },
        () => {
          deadline.cancel();
          resolve();
        },
      );
    });
    forget(room);
    room.close("restarting", "The server is restarting. This page connects again by itself.");
  }
}

function schemaNeededBy(loaded: LoadedLog): number {
  const doc = docOf(loaded);
  try {
    return neededSchema(doc.getXmlFragment(rootName));
  } finally {
    doc.destroy();
  }
}
