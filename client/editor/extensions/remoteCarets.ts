import { Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Selection } from "@tiptap/pm/state";
import { CellSelection } from "@tiptap/pm/tables";
import type { EditorView } from "@tiptap/pm/view";
import { absolutePositionToRelativePosition, ySyncPluginKey } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { readPresence } from "../../../shared/readPresence.ts";
import { CaretElements } from "../carets/caretElements.ts";
import { type CaretState, carryCarets, noCarets, placeCarets, type RemoteSelection } from "../carets/caretState.ts";
import { type BoundDocument, createResolver } from "../carets/resolvePositions.ts";
import { readOwnCaret } from "./ownCaret.ts";

interface RemoteCaretsOptions {
  awareness: Awareness | null;
  /** What stands for a person whose name could not be read. */
  nameless: () => string;
}

type Changed = ReadonlyMap<number, RemoteSelection | null>;

export const remoteCaretsKey = new PluginKey<CaretState>("remoteCarets");

/** More carets than this are a crowd, or an attack: the rest is not drawn. */
const mostCarets = 200;

/**
 * Shows where the others are, and tells them where one is oneself.
 *
 * Carets are decorations that move with the text, because resolving everybody at every change costs a walk over the
 * document for each of them. What is published has the form that y-tiptap's own caret plugin writes and reads.
 */
export const RemoteCarets = Extension.create<RemoteCaretsOptions>({
  name: "remoteCarets",

  addOptions() {
    return { awareness: null, nameless: () => "" };
  },

  addProseMirrorPlugins() {
    const { awareness, nameless } = this.options;
    return awareness === null ? [] : [remoteCaretsPlugin(awareness, nameless)];
  },
});

function remoteCaretsPlugin(awareness: Awareness, nameless: () => string): Plugin<CaretState> {
  const elements = new CaretElements();
  const elementOf = (client: number) => elements.elementOf(client);
  let isComposing = () => false;

  return new Plugin<CaretState>({
    key: remoteCaretsKey,
    state: {
      init: () => noCarets,
      apply(tr, carets, _, state) {
        const changed: Changed | undefined = tr.getMeta(remoteCaretsKey);
        if (!changed && !tr.docChanged) return carets;
        const sync = ySyncPluginKey.getState(state);
        const drawing = { resolve: createResolver(boundDocument(sync)), elementOf, isComposing: isComposing() };
        const isRemote = sync.isChangeOrigin === true;
        const carried = tr.docChanged ? carryCarets(carets, tr, isRemote, drawing) : carets;
        return changed ? placeCarets(carried, changed, tr, drawing) : carried;
      },
    },
    props: { decorations: (state) => remoteCaretsKey.getState(state)?.decorations },
    view(view) {
      isComposing = () => view.composing;
      const follow = followOthers(view, awareness, elements, nameless);
      const publish = publishSelection(view, awareness);
      return {
        update: (_, before) => publish.update(before),
        destroy() {
          follow.close();
          publish.close();
          elements.close();
        },
      };
    },
  });
}

/** Brings what changed in awareness into the editor, at most once a frame. */
function followOthers(view: EditorView, awareness: Awareness, elements: CaretElements, nameless: () => string) {
  const pending = new Set<number>();
  const cursors = new Map<number, string>();
  let frame = 0;

  const show = () => {
    frame = 0;
    const changed = new Map<number, RemoteSelection | null>();
    const moved: number[] = [];
    for (const client of pending) {
      const selection = readSelection(client);
      changed.set(client, selection);
      const cursor = selection === null ? "" : JSON.stringify([selection.anchor, selection.head]);
      if (selection === null) {
        elements.remove(client);
        cursors.delete(client);
        continue;
      }
      elements.dress(client, selection.owner);
      if (cursors.get(client) !== cursor) moved.push(client);
      cursors.set(client, cursor);
    }
    pending.clear();
    readOwnCaret(view);
    view.dispatch(view.state.tr.setMeta(remoteCaretsKey, changed));
    for (const client of moved) elements.showMovement(client);
    elements.keepApart(view.dom.getBoundingClientRect(), moved);
  };

  const readSelection = (client: number): RemoteSelection | null => {
    const presence = readPresence(awareness.getStates().get(client));
    if (!presence?.cursor || (cursors.size >= mostCarets && !cursors.has(client))) return null;
    const { name, color } = presence.person;
    return { owner: { name: name ?? nameless(), color }, ...presence.cursor };
  };

  const hear = (clients: Iterable<number>) => {
    for (const client of clients) if (client !== awareness.clientID) pending.add(client);
    if (pending.size > 0 && frame === 0) frame = requestAnimationFrame(show);
  };
  const onChange = (change: Record<"added" | "updated" | "removed", number[]>) =>
    hear([...change.added, ...change.updated, ...change.removed]);

  // What waited for an input method, and what its letters pushed along, is put in its place.
  const onComposed = () => hear(awareness.getStates().keys());

  awareness.on("change", onChange);
  view.dom.addEventListener("compositionend", onComposed);
  hear(awareness.getStates().keys());
  return {
    close() {
      view.dom.removeEventListener("compositionend", onComposed);
      awareness.off("change", onChange);
      cancelAnimationFrame(frame);
    },
  };
}

/** Publishes one's own selection while the text has the focus, and takes it back when it loses it. */
function publishSelection(view: EditorView, awareness: Awareness) {
  let published: { anchor: Y.RelativePosition; head: Y.RelativePosition } | null = null;

  const publish = () => {
    if (!view.hasFocus()) return withdraw();
    const { type, mapping } = boundDocument(ySyncPluginKey.getState(view.state));
    const [anchor, head] = endsOf(view.state.selection);
    const next = {
      anchor: absolutePositionToRelativePosition(anchor, type, mapping),
      head: absolutePositionToRelativePosition(head, type, mapping),
    };
    const same =
      published !== null &&
      awareness.getLocalState()?.cursor === published &&
      Y.compareRelativePositions(published.anchor, next.anchor) &&
      Y.compareRelativePositions(published.head, next.head);
    if (same) return;
    published = next;
    awareness.setLocalStateField("cursor", next);
  };
  const withdraw = () => {
    if (published === null) return;
    published = null;
    awareness.setLocalStateField("cursor", null);
  };

  view.dom.addEventListener("focusin", publish);
  view.dom.addEventListener("focusout", withdraw);
  return {
    update(before: EditorState) {
      if (view.state.doc !== before.doc || !view.state.selection.eq(before.selection)) publish();
    },
    close() {
      view.dom.removeEventListener("focusin", publish);
      view.dom.removeEventListener("focusout", withdraw);
      withdraw();
    },
  };
}

/** Of a selection of table cells the first and the last cell, of any other the places where it begins and ends. */
function endsOf(selection: Selection): [anchor: number, head: number] {
  if (selection instanceof CellSelection) return [selection.$anchorCell.pos, selection.$headCell.pos];
  return [selection.anchor, selection.head];
}

function boundDocument(sync: { binding: BoundDocument }): BoundDocument {
  return sync.binding;
}
