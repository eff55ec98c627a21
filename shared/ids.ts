/**
 * Names of things. An id is 26 letters and digits of lower-case base 32: 130 random bits, safe in addresses, file names
 * and keys of every store we use, and selected whole by a double click.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type DocumentId = Id<"document">;
export type MemberId = Id<"member">;
export type SessionId = Id<"session">;
export type EpochId = Id<"epoch">;
/** An invitation that waits for somebody, on a document or to the server. */
export type InvitationId = Id<"invitation">;
export type LinkId = Id<"link">;
/** One life of the server process on its data folder. */
export type RunId = Id<"run">;

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const idLength = 26;
const idPattern = /^[a-z2-7]{26}$/;

/** Gives `count` random bytes; `crypto.getRandomValues` on either side, a seeded generator in simulations. */
export type RandomBytes = (count: number) => Uint8Array;

/** Makes a new id. The only function that does, on the server and in the browser. */
export function makeId<T extends Id<string>>(randomBytes: RandomBytes): T {
  // Joined, because a text that was added up letter by letter stays a chain of its pieces, ten times as large.
  return Array.from(randomBytes(idLength), (byte) => alphabet.charAt(byte & 31)).join("") as T;
}

/** Reads text from outside as an id; null when it is not one. It is never repaired. */
export function parseId<T extends Id<string>>(text: unknown): T | null {
  return typeof text === "string" && idPattern.test(text) ? (text as T) : null;
}
