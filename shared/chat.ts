/**
 * Talk beside the text: lines that only those hear who are present, and that nobody keeps. They travel in `talk` frames (see
 * frames.ts) as JSON, lie in the server's memory while somebody is there, and must never meet a disk, a log line, the Y.Doc or a
 * browser's storage.
 */
import * as Y from "yjs";
import type { MemberId } from "./ids.ts";
import { parseId } from "./ids.ts";
import { readPresence } from "./readPresence.ts";

/** Of one line, counted as JavaScript does. A longer one is refused, never cut. */
export const maxLineLength = 2_000;
/** The words that a line points at are quoted up to this length. */
export const maxQuoteLength = 120;
const maxMentions = 20;
/** The most of one frame that a client may send: a whole line in the widest letters, with room for what goes along. */
const maxAskLength = 12_000;

/** So many entries of one document are remembered, and shown: older ones fall off. */
export const maxEntries = 500;

/**
 * How long a member counts as present after the last of their tabs has closed, if they return within it, and how long the talk itself
 * outlives the last tab of all.
 */
export const graceMs = 60_000;

/** Who said it, by the server's knowledge at that moment. `color` is `#rrggbb`, as in presence. */
export interface Speaker {
  member: MemberId;
  name: string;
  color: string;
}

/** A passage of the text that a line points at: Yjs relative positions in JSON, and the words that stood there. */
export interface Passage {
  anchor: unknown;
  head: unknown;
  quote: string;
}

export interface ChatLine {
  kind: "line";
  /** Counts the entries of one talk from 1. */
  seq: number;
  /** Epoch milliseconds of the server. */
  at: number;
  by: Speaker;
  text: string;
  /** Members who were present, whose names stand in the text behind an @. */
  mentions: { member: MemberId; name: string }[];
  passage: Passage | null;
  /** What its sender called it, so that a page knows its own again. */
  sent: string;
}

/** Somebody came, left, or came back within the grace after they were said to have left. */
export interface ChatNote {
  kind: "came" | "left" | "returned";
  seq: number;
  at: number;
  who: Speaker;
}

export type ChatEntry = ChatLine | ChatNote;

export interface Say {
  ask: "say";
  sent: string;
  text: string;
  mentions: MemberId[];
  passage: Passage | null;
}

/** What a page asks in a talk frame. */
export type ChatAsk = Say | { ask: "typing"; isTyping: boolean };

export type SayRefusal = "too-fast" | "too-long" | "empty";

/** What the server tells in a talk frame. */
export type ChatNews =
  /**
   * Everything that this member may hear again: to who opens a page, and to a page that missed something. `talk` names the talk,
   * because its numbers begin anew with the next one.
   */
  | { chat: "heard"; talk: string; entries: ChatEntry[]; fellOff: boolean; since: number }
  | { chat: "entry"; talk: string; entry: ChatEntry }
  /** Everybody who is typing at this moment, who hears this included; the first few of them by name. */
  | { chat: "typing"; who: { member: MemberId; name: string }[] }
  /** A line that nobody heard. */
  | { chat: "refused"; sent: string; why: SayRefusal };

/**
 * Reads what a page asks. Null for what our own page could not have sent. The text comes back as it may be shown, and may be too long
 * or empty then, which is for the server to say.
 */
export function readChatAsk(json: string): ChatAsk | null {
  if (json.length > maxAskLength) return null;
  let asked: unknown;
  try {
    asked = JSON.parse(json);
  } catch {
    // Whoever is told of the error would be told a piece of what was said.
    return null;
  }
  if (!isRecord(asked)) return null;
  if (asked.ask === "typing")
    return typeof asked.isTyping === "boolean" ? { ask: "typing", isTyping: asked.isTyping } : null;
  if (asked.ask !== "say" || typeof asked.text !== "string" || !isToken(asked.sent)) return null;
  const mentions = readMentions(asked.mentions);
  const passage = asked.passage === null ? null : readPassage(asked.passage);
  if (mentions === null || (asked.passage !== null && passage === null)) return null;
  return { ask: "say", sent: asked.sent, text: cleanLine(asked.text), mentions, passage };
}

/**
 * A line as it may be shown: what turns the direction of the text around it or cannot be seen is out, ends are trimmed, and no more
 * than one empty line stands between two others.
 */
export function cleanLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n]|[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/gu, " ")
    .replace(/[^\S\n]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Whether there is anything to be seen in it. */
export function isVisibleLine(text: string): boolean {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\s]/gu, "") !== "";
}

/** The words of a passage as they are quoted: on one line, and cut at a letter rather than within one. */
export function quoteOf(text: string): string {
  const folded = cleanLine(text).replace(/\s+/g, " ");
  if (folded.length <= maxQuoteLength) return folded;
  let cut = "";
  for (const letter of folded) {
    if (cut.length + letter.length >= maxQuoteLength) break;
    cut += letter;
  }
  return `${cut.trimEnd()}…`;
}

/** Reads a passage that somebody's program made; null for one that points nowhere. */
export function readPassage(value: unknown): Passage | null {
  if (!isRecord(value) || typeof value.quote !== "string" || value.quote.length > maxQuoteLength) return null;
  // Positions are read as those of carets are, which also refuses roots that the document does not have.
  const cursor = readPresence({ user: {}, cursor: { anchor: value.anchor, head: value.head } })?.cursor;
  const quote = quoteOf(value.quote);
  if (!cursor || quote === "") return null;
  return {
    anchor: Y.relativePositionToJSON(cursor.anchor),
    head: Y.relativePositionToJSON(cursor.head),
    quote,
  };
}

function readMentions(value: unknown): MemberId[] | null {
  if (!Array.isArray(value) || value.length > maxMentions) return null;
  const members = value.map((one) => parseId<MemberId>(one));
  return members.includes(null) ? null : [...new Set(members as MemberId[])];
}

function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,40}$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
