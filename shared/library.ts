/** What both sides know of the library without parsing anything, so that the page does without the parser. */

/** What the library shows: "all" and "mine" and "shared" and "starred" leave archive and trash out. */
export const views = ["all", "mine", "shared", "starred", "archived", "trash"] as const;
export type View = (typeof views)[number];

export const orders = ["changed", "name"] as const;
export type Order = (typeof orders)[number];

/** How many documents a page of a list has at most. */
export const pageSize = 50;

/** How many characters the words have at most that somebody searches for. */
export const maxSearchLength = 200;

/** How long the trash keeps a document. */
export const trashDays = 30;

/** Into the archive and out of it, into the trash and out of it. */
export const shelfMoves = ["archive", "reopen", "trash", "restore"] as const;
export type ShelfMove = (typeof shelfMoves)[number];

/** What a move is called in a document's past. */
export const pastMoves = ["archived", "reopened", "trashed", "restored"] as const;
export type PastMove = (typeof pastMoves)[number];

/** What a document may begin with instead of an empty page. */
export const templates = ["meeting-notes", "essay-with-peer-review", "project-brief", "class-handout"] as const;
export type Template = (typeof templates)[number];
