/**
 * One open tab in a room. It reads the frames of one socket, in order, and is the only one who writes to it.
 *
 * greeting: the room is known, the client has not yet been told the document. live: it gets every update.
 * closed: nothing is read or written any more.
 */
import * as decoding from "lib0/decoding";
import { readChatAsk } from "../../shared/chat.ts";
import {
  barrierAnswerFrame,
  frameType,
  maxOutboxFrameBytes,
  newsFrame,
  outboxAnswerFrame,
  syncStep,
} from "../../shared/frames.ts";
import type { MemberId, SessionId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import type { News } from "../../shared/news.ts";
import type { PresenceState } from "../../shared/presence.ts";
import { Refusal, type RefusalCode, refusals, refuse, sentAway } from "../../shared/refusal.ts";
import { bytesOf, numberOf, queuedEditsOf, textOf, unreadable } from "./frameParts.ts";
import { Outflow } from "./outflow.ts";
import type { Peer } from "./peer.ts";
import type { Origin, Room } from "./room.ts";
import type { Hello, RoomNeeds, Visitor } from "./roomNeeds.ts";
import type { Hearer, Talk } from "./talk.ts";
import { type OutgoingFrame, outgoing, type Wire } from "./wire.ts";

export class RoomSession implements Peer, Hearer {
  readonly id: SessionId;
  visitor: Visitor;
  readonly hello: Hello;
  state: "greeting" | "live" | "closed" = "greeting";

  readonly #room: Room;
  readonly #needs: RoomNeeds;
  readonly #wire: Wire;
  /**
   * Barriers that came while this client's answer to our question is outstanding, from the first moment on: what they cover may
   * still be on the page alone, a deletion made offline for example. Null once the answer has been applied.
   */
  #heldBarriers: number[] | null = [];
  #gaps = 0;
  #isStopping = false;
  #talk: Talk | null = null;
  /** Something was said while the socket was too slow to take it. */
  #missedTalk = false;
  /** What the frame being read makes us send: a small question for a large document is not cheap. */
  #answerBytes = 0;
  readonly #outflow: Outflow;
  readonly #typing: Origin = { session: this, kind: "edit", madeAt: undefined };

  constructor(needs: RoomNeeds, room: Room, id: SessionId, visitor: Visitor, hello: Hello, wire: Wire) {
    this.id = id;
    this.visitor = visitor;
    this.hello = hello;
    this.#needs = needs;
    this.#room = room;
    this.#wire = wire;
    this.#outflow = new Outflow({
      wire,
      limits: needs.limits,
      after: needs.after,
      onDrained: (missed) => this.#catchUp(missed),
      onStuck: () => this.refuse("too-slow", "This connection is too slow to keep up. It is being tried again."),
    });
  }

  /** Sends what opens the conversation. Queued offline edits come before our question: correct order, no doubled merge. */
  greet(): void {
    if (this.hello.speaksAmbo) {
      const { documentId, epoch, headSeq, schema } = this.#room;
      const { member: id, name, initials, role, shelf, color } = this.visitor;
      const title = this.#needs.titleOf(documentId);
      const { run } = this.#needs;
      this.#tell({
        news: "welcome",
        documentId,
        epoch,
        run,
        headSeq,
        schema,
        title,
        shelf,
        member: { id, name, ...(initials === undefined ? {} : { initials }), role, color },
      });
    }
    if (!this.hello.hasOutbox) this.#ask();
  }

  /** Its member hears and speaks from now on, and gets what it may hear again. */
  enterTalk(talk: Talk): void {
    if (this.state === "closed") return;
    this.#talk = talk;
    talk.join(this);
  }

  /**
   * Reads one frame. A refusal inside ends this session and costs nobody else anything.
   * @returns what it cost in bytes, for the socket's rate: its own and a share of what it made us send.
   */
  receive(frame: Uint8Array): number {
    if (this.state === "closed" || this.#isStopping) return frame.length;
    this.#answerBytes = 0;
    try {
      this.#read(frame);
    } catch (error) {
      if (error instanceof Refusal) this.refuse(error.code, error.message);
      else {
        this.#needs.logger.error(
          { documentId: this.#room.documentId, session: this.id, err: error },
          "A frame could not be handled.",
        );
        this.end(refusals.overloaded.closeCode, "The server met an error. It is being tried again.");
      }
    }
    return frame.length + this.#answerBytes / 4;
  }

  /** The server is about to stop: what comes from now on is left unanswered, and sent again by the page later. */
  stopListening(): void {
    this.#isStopping = true;
  }

  sendUpdate(frame: OutgoingFrame, update: Uint8Array): void {
    if (this.state === "live") this.#outflow.sendUpdate(frame, update);
  }

  sendPresence(frame: OutgoingFrame): void {
    if (this.state === "live") this.#outflow.sendPresence(frame);
  }

  sendNews(frame: OutgoingFrame): void {
    if (this.state !== "closed" && this.hello.speaksAmbo) this.#outflow.send(frame);
  }

  sendTalk(frame: OutgoingFrame): void {
    if (this.state === "closed") return;
    if (this.#outflow.keepsUp) this.#outflow.send(frame);
    else this.#missedTalk = true;
  }

  get keepsUp(): boolean {
    return this.state === "live" && this.#outflow.keepsUp;
  }

  changeVisitor(visitor: Visitor, by: MemberId | null): void {
    if (this.state === "closed") return;
    const before = this.visitor;
    this.visitor = visitor;
    const { role, shelf } = visitor;
    if (role !== before.role || shelf !== before.shelf) this.#tell({ news: "accessChanged", role, shelf, by });
    const looksDifferent = (["name", "initials", "color"] as const).some((look) => visitor[look] !== before[look]);
    if (looksDifferent && this.#room.presence.showAs(this, userOf(visitor))) this.#room.presenceChanged();
  }

  /** Ends the session with a final "no", told in words before the socket closes. Logged once, with nothing of the text. */
  refuse(code: RefusalCode, sentence: string): void {
    if (this.state === "closed") return;
    const { documentId } = this.#room;
    this.#needs.logger.info({ documentId, session: this.id, member: this.visitor.member, code }, "Session refused.");
    this.#tell({ news: "refused", code, sentence });
    this.#leaveTalk(sentAway.has(code));
    this.end(refusals[code].closeCode, sentence);
  }

  /** Closes the socket from our side. */
  end(closeCode: number, sentence: string): void {
    if (this.state === "closed") return;
    this.leave();
    this.#wire.close(closeCode, sentence);
  }

  /** The socket has closed, or is being closed. Harmless when repeated. */
  leave(): void {
    if (this.state === "closed") return;
    this.state = "closed";
    this.#outflow.close();
    this.#leaveTalk(false);
    this.#room.left(this);
  }

  #leaveTalk(isForGood: boolean): void {
    this.#talk?.leave(this, isForGood);
    this.#talk = null;
  }

  #read(frame: Uint8Array): void {
    let type: number;
    let body: decoding.Decoder;
    try {
      body = decoding.createDecoder(frame);
      type = decoding.readVarUint(body);
    } catch {
      throw unreadable();
    }
    switch (type) {
      case frameType.sync:
        this.#readSync(body);
        break;
      case frameType.awareness:
        this.#readPresence(bytesOf(body));
        break;
      case frameType.barrier:
        this.#readBarrier(numberOf(body));
        break;
      case frameType.outbox:
        this.#readOutbox(frame, body);
        break;
      case frameType.talk:
        this.#readTalk(body);
        break;
      case frameType.queryAwareness:
        this.#sendEverybody();
        break;
      default: // unknown types come from newer clients, which do without an answer
    }
  }

  #readSync(body: decoding.Decoder): void {
    const step = numberOf(body);
    const bytes = bytesOf(body);
    if (step === syncStep.one) this.#answer(bytes);
    else if (step === syncStep.two) this.#take(bytes, this.#typing, true);
    else if (step === syncStep.update) this.#take(bytes, this.#typing, false);
    else throw unreadable();
  }

  #answer(stateVector: Uint8Array): void {
    if (!this.#outflow.mayAnswer(stateVector)) return;
    const room = this.#room;
    const knowsEpoch = this.hello.speaksAmbo && this.hello.epoch === room.epoch;
    const frames = room.answers.answer(stateVector, knowsEpoch ? room.countAt(this.hello.seenSeq) : null);
    for (const frame of frames) this.#answerBytes += frame.payload.length;
    room.whenWritten(() => {
      for (const frame of frames) this.#outflow.send(frame);
      if (this.state !== "greeting") return;
      this.state = "live";
      this.#sendEverybody();
    });
  }

  #sendEverybody(): void {
    const everybody = this.#room.presence.everybody();
    if (everybody === null || this.state !== "live") return;
    this.#answerBytes += everybody.length;
    this.#outflow.sendPresence(outgoing(everybody));
  }

  /**
   * Judges one update and applies what may be applied. `isAnswer`: it is this client's answer to our question.
   * @returns false when predecessors are missing, so that nothing of it was taken.
   */
  #take(update: Uint8Array, origin: Origin, isAnswer: boolean): boolean {
    const room = this.#room;
    const { gate, gateForAnswers } = this.#needs.limits;
    const judgement = this.#needs.judge(room.doc, update, isAnswer ? gateForAnswers : gate);
    if (judgement.verdict === "gap") {
      this.#meetGap(isAnswer);
      return false;
    }
    if (judgement.verdict === "refuse") throw refuse(judgement.code, judgement.sentence);
    if (judgement.inserts || judgement.deletesText) {
      this.#mustBeAbleTo(judgement.schema, judgement.inserts ? update.length : 0);
      room.raiseSchema(judgement.schema);
      room.apply(update, origin, judgement.clientIds);
    } else if (judgement.onlyRemovesMarks && can(this.visitor.role, "edit", this.visitor.shelf)) {
      const { madeAt } = origin;
      const tidying: Origin = { session: this, kind: "system", madeAt };
      room.apply(update, judgement.marksWereRedundant ? tidying : origin, judgement.clientIds);
    } // Yjs' own tidying of marks makes passive pages write. From those who may not, it is passed over.
    if (isAnswer) this.#closeGap();
    return true;
  }

  /** `bytes` is what the document grows by; a full one can still be shortened. */
  #mustBeAbleTo(schema: number, bytes: number): void {
    const { role, shelf } = this.visitor;
    if (!can(role, "edit")) throw refuse("forbidden", "You may read this document, not change it.");
    if (!can(role, "edit", shelf))
      throw refuse("archived", `This document is in the ${shelf}, so nobody can change it.`);
    if (schema > this.hello.schema) {
      throw refuse("outdated-client", "This page wrote content that it did not announce. Reload the page.");
    }
    if (bytes > 0 && !this.#room.size.allows(bytes)) {
      throw refuse("too-large", "This document has reached its largest size. Shorten it, or go on in a new one.");
    }
  }

  /**
   * An update came whose predecessors did not: an honest page that typed between the opening of its socket and our question.
   * It is dropped, everything is asked for, and nothing is acknowledged until the answer has been applied.
   */
  #meetGap(isAnswer: boolean): void {
    if (isAnswer && ++this.#gaps >= this.#needs.limits.maxGaps) {
      throw refuse("out-of-step", "This page and the server fell out of step. They meet again by themselves.");
    }
    const alreadyAsked = this.#heldBarriers !== null && !isAnswer;
    this.#heldBarriers ??= [];
    if (!alreadyAsked) this.#ask();
  }

  #closeGap(): void {
    const held = this.#heldBarriers ?? [];
    this.#heldBarriers = null;
    this.#gaps = 0;
    for (const version of held) this.#readBarrier(version);
  }

  #ask(): void {
    const question = this.#room.answers.question();
    this.#room.whenWritten(() => this.#outflow.send(question));
  }

  #readBarrier(version: number): void {
    if (this.#heldBarriers !== null) {
      this.#heldBarriers.push(version);
      if (this.#heldBarriers.length > 10_000) throw refuse("out-of-step", "This page and the server fell out of step.");
      return;
    }
    const room = this.#room;
    room.whenSynced(() => {
      // Synced implies written, and what is written has been handed to every live session that keeps up.
      let handedTo = 0;
      for (const peer of room.sessions) if (peer !== this && peer.keepsUp) handedTo++;
      const syncedSeq = this.keepsUp ? room.syncedSeq : 0;
      this.#outflow.send(outgoing(barrierAnswerFrame({ version, handedTo, syncedSeq })));
    });
  }

  #readOutbox(frame: Uint8Array, body: decoding.Decoder): void {
    if (frame.length > maxOutboxFrameBytes + 16) throw refuse("too-large", "This frame of queued edits is too large.");
    const edits = queuedEditsOf(body);
    if (edits.length === 0) {
      this.#ask();
      return;
    }
    let taken = 0;
    for (const { update, madeAt } of edits) {
      if (this.state === "closed" || this.#room.state !== "live") return;
      if (!this.#take(update, { session: this, kind: "edit", madeAt }, false)) break;
      taken++;
    }
    const answer = outgoing(outboxAnswerFrame(taken));
    this.#room.whenWritten(() => this.#outflow.send(answer));
  }

  #readPresence(message: Uint8Array): void {
    if (this.#room.presence.take(this, userOf(this.visitor), message)) this.#room.presenceChanged();
  }

  #readTalk(body: decoding.Decoder): void {
    const ask = readChatAsk(textOf(body));
    if (ask === null) throw unreadable();
    const { role, shelf } = this.visitor;
    if (!can(role, "chat", shelf)) throw refuse("forbidden", "You cannot talk in this document.");
    if (ask.ask === "say") this.#talk?.say(this, ask);
    else this.#talk?.typing(this, ask.isTyping);
  }

  /** One update brings everything that the slow socket missed, and a question that waited is answered. */
  #catchUp(missed: ReadonlyMap<number, number>): void {
    // Batches that depart before this are part of the state it was taken from, so they go on being passed over.
    const frame = missed.size > 0 ? this.#room.answers.since(missed) : null;
    this.#room.whenWritten(() => {
      const question = this.#outflow.caughtUp();
      if (frame !== null) this.#outflow.send(frame);
      this.#sendEverybody();
      if (this.#missedTalk) this.#talk?.catchUp(this);
      this.#missedTalk = false;
      if (question !== null) this.#answer(question);
    });
  }

  #tell(news: News): void {
    this.sendNews(outgoing(newsFrame(JSON.stringify(news))));
  }
}

/** What peers are shown of a visitor. */
function userOf({ member, name, color, initials }: Visitor): PresenceState["user"] {
  return { name, color, member, ...(initials === undefined ? {} : { initials }) };
}
