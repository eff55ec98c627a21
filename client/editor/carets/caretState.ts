import type { ResolvedPos } from "@tiptap/pm/model";
import { Selection, type Transaction } from "@tiptap/pm/state";
import { CellSelection, inSameTable } from "@tiptap/pm/tables";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import type * as Y from "yjs";
import { drawnColour } from "../../../shared/colour.ts";
import type { CaretOwner } from "./caretElements.ts";

/** One other session's selection, as it was last heard of. */
export interface RemoteSelection {
  owner: CaretOwner;
  anchor: Y.RelativePosition;
  head: Y.RelativePosition;
  /** It has not moved for a while, and what is selected is shown no longer. */
  isStill: boolean;
}

export interface CaretState {
  /** Everybody whose selection is known, also those whose place is not in the document yet. */
  selections: ReadonlyMap<number, RemoteSelection>;
  decorations: DecorationSet;
  /** Whose place was not found when it was last looked for: the words they stand in are still on their way. */
  waiting: ReadonlySet<number>;
}

export const noCarets: CaretState = { selections: new Map(), decorations: DecorationSet.empty, waiting: new Set() };

interface Drawing {
  resolve: (position: Y.RelativePosition) => number | null;
  elementOf: (client: number) => HTMLElement;
  /** An input method is composing: the line that it writes in must not be drawn anew, or it loses its place. */
  isComposing: boolean;
}

/**
 * Takes the selections of some sessions anew, null for those that have none any more. A session whose new place is not
 * here yet keeps its old one until it is.
 */
export function placeCarets(
  state: CaretState,
  changed: ReadonlyMap<number, RemoteSelection | null>,
  tr: Transaction,
  drawing: Drawing,
): CaretState {
  const selections = new Map(state.selections);
  for (const [client, selection] of changed) {
    if (selection === null) selections.delete(client);
    else selections.set(client, selection);
  }
  return draw({ ...state, selections }, changed.keys(), tr, drawing);
}

/**
 * Carries all carets through one transaction. They move with the text around them; only where a change from elsewhere
 * replaced that text, as the Yjs binding does with the whole document, is the Yjs position asked again.
 */
export function carryCarets(state: CaretState, tr: Transaction, isRemote: boolean, drawing: Drawing): CaretState {
  if (state.selections.size === 0) return state;
  const lost = new Set<number>();
  const decorations = state.decorations.map(tr.mapping, tr.doc, {
    onRemove: (spec: CaretSpec) => lost.add(spec.client),
  });
  const carried = { ...state, decorations };
  if (isRemote) return draw(carried, new Set([...lost, ...state.waiting]), tr, drawing);
  return keepPlaces(carried, state.decorations, tr, drawing);
}

interface CaretSpec {
  client: number;
  part: "caret" | "selection";
}

function draw(state: CaretState, clients: Iterable<number>, tr: Transaction, drawing: Drawing): CaretState {
  const waiting = new Set(state.waiting);
  const stale: Decoration[] = [];
  const fresh: Decoration[] = [];
  for (const client of clients) {
    waiting.delete(client);
    const selection = state.selections.get(client);
    const anchor = selection && drawing.resolve(selection.anchor);
    const head = selection && drawing.resolve(selection.head);
    if (selection && (typeof anchor !== "number" || typeof head !== "number" || isHeld(head, tr, drawing))) {
      waiting.add(client);
      continue;
    }
    stale.push(...decorationsOf(state.decorations, client));
    if (typeof anchor === "number" && typeof head === "number" && selection) {
      fresh.push(...decorate(client, selection, anchor, head, tr, drawing));
    }
  }
  return { ...state, waiting, decorations: state.decorations.remove(stale).add(tr.doc, fresh) };
}

/** Whether a place is in the line that an input method is writing in. */
function isHeld(place: number, tr: Transaction, { isComposing }: Drawing): boolean {
  const { $head } = tr.selection;
  return isComposing && place >= $head.start() && place <= $head.end();
}

/**
 * Yjs does not know one's own change yet. A caret in text that was deleted stays at the seam, and one at whose place
 * something was typed stays before it, as its Yjs position holds on to the character on its left.
 */
function keepPlaces(state: CaretState, before: DecorationSet, tr: Transaction, drawing: Drawing): CaretState {
  if (drawing.isComposing) return state;
  const stale: Decoration[] = [];
  const fresh: Decoration[] = [];
  for (const caret of before.find(undefined, undefined, (spec: CaretSpec) => spec.part === "caret")) {
    const client: number = caret.spec.client;
    const owner = state.selections.get(client)?.owner;
    const place = tr.mapping.map(caret.from, -1);
    const carried = decorationsOf(state.decorations, client).find(({ spec }) => spec.part === "caret");
    if (!owner || carried?.from === place) continue;
    if (carried) stale.push(carried);
    fresh.push(caretDecoration(client, place, tr, drawing));
  }
  return fresh.length === 0 ? state : { ...state, decorations: state.decorations.remove(stale).add(tr.doc, fresh) };
}

function decorationsOf(set: DecorationSet, client: number): Decoration[] {
  return set.find(undefined, undefined, (spec: CaretSpec) => spec.client === client);
}

function decorate(
  client: number,
  selection: RemoteSelection,
  anchor: number,
  head: number,
  tr: Transaction,
  drawing: Drawing,
): Decoration[] {
  const size = tr.doc.content.size;
  const cells = cellsBetween(anchor, head, tr);
  if (cells !== null) {
    const tints = cells.map(([from, to]) =>
      Decoration.node(from, to, tintOf("remote-cells", selection), { client, part: "selection" } satisfies CaretSpec),
    );
    return [...tints, caretDecoration(client, head, tr, drawing)];
  }
  const [from, to] = [Math.min(anchor, head, size), Math.min(Math.max(anchor, head), size)];
  const caret = caretDecoration(client, Math.min(head, size), tr, drawing);
  if (from === to) return [caret];
  const tint = Decoration.inline(from, to, tintOf("remote-selection", selection), {
    client,
    part: "selection",
  } satisfies CaretSpec);
  return [tint, caret];
}

function tintOf(name: string, { owner, isStill }: RemoteSelection): Record<string, string> {
  const { light, dark } = drawnColour(owner.color);
  return {
    class: isStill ? `${name} is-still` : name,
    "data-member-colour": "",
    style: `--in-light: ${light}; --in-dark: ${dark}`,
  };
}

/** The cells of a selection of table cells, which is told by the places of its first and its last cell. */
function cellsBetween(anchor: number, head: number, { doc }: Transaction): [from: number, to: number][] | null {
  const [first, last] = [anchor, head].map((place) => (place < doc.content.size ? doc.resolve(place) : null));
  if (!first || !last || !isCell(first) || !isCell(last) || !inSameTable(first, last)) return null;
  const cells: [number, number][] = [];
  new CellSelection(first, last).forEachCell((cell, from) => cells.push([from, from + cell.nodeSize]));
  return cells;
}

function isCell({ nodeAfter, parent }: ResolvedPos): boolean {
  return parent.type.name === "tableRow" && nodeAfter !== null;
}

function caretDecoration(client: number, place: number, tr: Transaction, drawing: Drawing): Decoration {
  return Decoration.widget(caretPlace(place, tr), () => drawing.elementOf(client), {
    client,
    part: "caret",
    key: `caret-${client}`,
    // Browsers write what is typed here into the text on the left. The element has to stand right of it: an input
    // method loses its place when its letters are moved across an element.
    side: 10,
    ignoreSelection: true,
    marks: [],
  } satisfies CaretSpec & Record<string, unknown>);
}

/** A caret stands in a line of text; between blocks or table cells its element would be content of its own. */
function caretPlace(place: number, tr: Transaction): number {
  const $place = tr.doc.resolve(place);
  return $place.parent.inlineContent ? place : Selection.near($place).head;
}
