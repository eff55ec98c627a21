/**
 * What is said beside one document. It lives in this memory and nowhere else: nothing of it goes to a log, a disk or the Y.Doc, and
 * no error carries a word of it.
 *
 * A member is present from the opening of the first session until the grace after the last one's closing has passed, if a session
 * returns within it; otherwise until the closing. A line is for those who are present when it is said.
 */
import {
  type ChatEntry,
  type ChatNews,
  graceMs,
  isVisibleLine,
  maxLineLength,
  type Say,
  type SayRefusal,
} from "../../shared/chat.ts";
import { talkFrame } from "../../shared/frames.ts";
import type { MemberId, SessionId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import type { Visitor } from "./roomNeeds.ts";
import { Attendance } from "./talkAttendance.ts";
import type { TalkBudget } from "./talkBudget.ts";
import { type EntryLimits, TalkEntries } from "./talkEntries.ts";
import { Typists } from "./talkTyping.ts";
import { type OutgoingFrame, outgoing } from "./wire.ts";

/** A session as a talk sees it. */
export interface Hearer {
  readonly id: SessionId;
  readonly visitor: Visitor;
  sendTalk(frame: OutgoingFrame): void;
}

export interface TalkNeeds {
  limits: EntryLimits;
  budget: TalkBudget;
  /** Epoch milliseconds. */
  now: () => number;
  after: (ms: number, run: () => void) => { cancel: () => void };
  /** By how many bytes more, or less, is remembered now. */
  onWeight: (bytes: number) => void;
  /** The grace after the last session has passed. */
  onOver: () => void;
}

interface Attendee {
  /** As they stood when they were last here. */
  visitor: Visitor;
  attendance: Attendance;
  sessions: Set<Hearer>;
  /** Without a session: runs until the next step of leaving. Null while there is one, and for who has left for good. */
  leaving: { cancel: () => void } | null;
  wasSaidToHaveLeft: boolean;
}

/** A reload and a moment without network are no leaving that others must be told of. */
const leftAfterMs = 10_000;
/** In a crowd nobody's coming and going is noted: the list of people tells. */
const crowd = 30;
/** The most members remembered who have left and might come back to what they heard. */
const maxGone = 1_000;

export class Talk {
  readonly #name: string;
  readonly #needs: TalkNeeds;
  readonly #entries: TalkEntries;
  readonly #attendees = new Map<MemberId, Attendee>();
  readonly #typists: Typists;
  #sessions = 0;
  #hasLine = false;
  #lastAt = 0;
  #ending: { cancel: () => void } | null = null;

  /** @param name tells this talk from one before or after it on the same document. */
  constructor(needs: TalkNeeds, name: string) {
    this.#name = name;
    this.#needs = needs;
    this.#entries = new TalkEntries(needs.limits);
    this.#typists = new Typists(needs.after, (who) => this.#tellAll({ chat: "typing", who }));
  }

  /** What it weighs in memory, roughly. */
  get bytes(): number {
    return this.#entries.bytes;
  }

  /** A session has opened. It is given what its member may hear again. */
  join(hearer: Hearer): void {
    if (!mayHear(hearer)) return;
    this.#ending?.cancel();
    this.#ending = null;
    const attendee = this.#attend(hearer.visitor);
    attendee.sessions.add(hearer);
    this.#sessions++;
    this.catchUp(hearer);
  }

  /** Tells a session all that its member may hear: when it opens, and when its socket was too slow for some of it. */
  catchUp(hearer: Hearer): void {
    const attendee = this.#attendees.get(hearer.visitor.member);
    if (attendee === undefined || !attendee.sessions.has(hearer) || !mayHear(hearer) || this.#entries.lastSeq === 0)
      return;
    const { attendance } = attendee;
    const { member } = hearer.visitor;
    const entries = this.#entries.filter(
      (entry) => attendance.hears(entry.seq) && (entry.kind === "line" || entry.who.member !== member),
    );
    const fellOff = attendance.first < this.#entries.fellOffUpTo;
    const news: ChatNews = { chat: "heard", talk: this.#name, entries, fellOff, since: attendance.since };
    hearer.sendTalk(outgoing(talkFrame(JSON.stringify(news))));
  }

  /**
   * A session has closed.
   * @param isForGood its member was sent away, so that no return within the grace makes up for it.
   */
  leave(hearer: Hearer, isForGood: boolean): void {
    const attendee = this.#attendees.get(hearer.visitor.member);
    if (attendee === undefined || !attendee.sessions.delete(hearer)) return;
    this.#sessions--;
    attendee.visitor = hearer.visitor;
    if (attendee.sessions.size === 0) this.#pause(attendee, isForGood);
    if (this.#sessions > 0) return;
    this.#ending = this.#needs.after(graceMs, () => this.#needs.onOver());
  }

  /** Says a line in the name of a session's member, to everybody who is present. */
  say(hearer: Hearer, ask: Say): void {
    const { member, name, color } = hearer.visitor;
    const attendee = this.#attendees.get(member);
    if (attendee === undefined || !attendee.sessions.has(hearer)) return;
    const refusal = this.#refusalOf(member, ask.text);
    if (refusal !== null) {
      const news: ChatNews = { chat: "refused", sent: ask.sent, why: refusal };
      hearer.sendTalk(outgoing(talkFrame(JSON.stringify(news))));
      return;
    }
    this.#typists.stops(member);
    const mentions = ask.mentions.flatMap((mentioned) => {
      const other = this.#attendees.get(mentioned);
      return other !== undefined && isPresent(other) ? [{ member: mentioned, name: other.visitor.name }] : [];
    });
    const { text, passage, sent } = ask;
    this.#hasLine = true;
    this.#add({ kind: "line", ...this.#next(), by: { member, name, color }, text, mentions, passage, sent });
  }

  typing(hearer: Hearer, isTyping: boolean): void {
    const { member, name } = hearer.visitor;
    if (this.#attendees.get(member)?.sessions.has(hearer) !== true) return;
    if (isTyping) this.#typists.types(member, name);
    else this.#typists.stops(member);
  }

  /** Ends the grace of those who may no longer return: what is said from now on is not for them. */
  review(mayReturn: (visitor: Visitor) => boolean): void {
    for (const attendee of this.#attendees.values()) {
      if (attendee.leaving !== null && !mayReturn(attendee.visitor)) this.#go(attendee);
    }
  }

  /** Forgets the oldest entry, for want of room. False when nothing is remembered. */
  dropOldest(): boolean {
    const before = this.bytes;
    const dropped = this.#entries.dropOldest();
    this.#forgetGone();
    this.#needs.onWeight(this.bytes - before);
    return dropped;
  }

  /** Forgets everything, and lets no timer run on. */
  close(): void {
    this.#ending?.cancel();
    this.#typists.close();
    for (const { leaving } of this.#attendees.values()) leaving?.cancel();
    this.#attendees.clear();
    while (this.dropOldest());
  }

  #refusalOf(member: MemberId, text: string): SayRefusal | null {
    if (text.length > maxLineLength) return "too-long";
    if (!isVisibleLine(text)) return "empty";
    return this.#needs.budget.take(member) ? null : "too-fast";
  }

  #attend(visitor: Visitor): Attendee {
    const known = this.#attendees.get(visitor.member);
    if (known !== undefined && isPresent(known)) {
      known.visitor = visitor;
      if (known.leaving === null) return known;
      known.leaving.cancel();
      known.leaving = null;
      known.attendance.resume();
      if (known.wasSaidToHaveLeft) this.#note("returned", visitor);
      known.wasSaidToHaveLeft = false;
      return known;
    }
    this.#note("came", visitor);
    const attendee: Attendee = {
      visitor,
      attendance: known?.attendance ?? new Attendance(),
      sessions: new Set(),
      leaving: null,
      wasSaidToHaveLeft: false,
    };
    attendee.attendance.begin(this.#entries.lastSeq);
    this.#attendees.set(visitor.member, attendee);
    return attendee;
  }

  #pause(attendee: Attendee, isForGood: boolean): void {
    attendee.attendance.pause(this.#entries.lastSeq);
    this.#typists.stops(attendee.visitor.member);
    if (isForGood) {
      this.#go(attendee);
      return;
    }
    attendee.leaving = this.#needs.after(leftAfterMs, () => {
      attendee.leaving = this.#needs.after(graceMs - leftAfterMs, () => this.#go(attendee));
      this.#sayThatLeft(attendee);
    });
  }

  /** From now on the member was present until their last session closed, and not a moment longer. */
  #go(attendee: Attendee): void {
    attendee.leaving?.cancel();
    attendee.leaving = null;
    this.#sayThatLeft(attendee);
    this.#forgetGone();
  }

  #sayThatLeft(attendee: Attendee): void {
    if (attendee.wasSaidToHaveLeft) return;
    attendee.wasSaidToHaveLeft = this.#note("left", attendee.visitor);
  }

  /** Notes a coming or going, where there is a talk that it matters to. False where there is none. */
  #note(kind: "came" | "left" | "returned", { member, name, color }: Visitor): boolean {
    if (!this.#hasLine || this.#attendees.size > crowd) return false;
    const others = [...this.#attendees.values()].filter((other) => other.visitor.member !== member && isPresent(other));
    if (others.length === 0) return false;
    this.#add({ kind, ...this.#next(), who: { member, name, color } });
    return true;
  }

  #next(): { seq: number; at: number } {
    this.#lastAt = Math.max(this.#needs.now(), this.#lastAt);
    return { seq: this.#entries.lastSeq + 1, at: this.#lastAt };
  }

  #add(entry: ChatEntry): void {
    const frame = talkFrame(JSON.stringify({ chat: "entry", talk: this.#name, entry } satisfies ChatNews));
    const { bytes } = this;
    const fellOff = this.#entries.fellOffUpTo;
    this.#entries.add(entry, frame.length);
    if (this.#entries.fellOffUpTo > fellOff) this.#forgetGone();
    this.#send(outgoing(frame));
    this.#needs.onWeight(this.bytes - bytes);
  }

  #tellAll(news: ChatNews): void {
    this.#send(outgoing(talkFrame(JSON.stringify(news))));
  }

  #send(frame: OutgoingFrame): void {
    for (const { sessions } of this.#attendees.values()) {
      for (const hearer of sessions) if (mayHear(hearer)) hearer.sendTalk(frame);
    }
  }

  /** Those who have left are remembered only as long as there is something that they could hear again. */
  #forgetGone(): void {
    const upTo = this.#entries.fellOffUpTo;
    let spare = this.#attendees.size - maxGone;
    for (const [member, attendee] of this.#attendees) {
      const hasSomething = attendee.attendance.forgetUpTo(upTo);
      if (isPresent(attendee) || (hasSomething && spare-- <= 0)) continue;
      this.#attendees.delete(member);
    }
  }
}

/** Within the grace too. */
function isPresent({ sessions, leaving }: Attendee): boolean {
  return sessions.size > 0 || leaving !== null;
}

function mayHear({ visitor }: Hearer): boolean {
  return can(visitor.role, "chat", visitor.shelf);
}
