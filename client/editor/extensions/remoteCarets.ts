import { Extension } from "@tiptap/core";
import { type EditorState, Plugin, PluginKey, type Selection } from "@tiptap/pm/state";
import { CellSelection } from "@tiptap/pm/tables";
import type { EditorView } from "@tiptap/pm/view";
import { absolutePositionToRelativePosition, ySyncPluginKey } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { CaretElements } from "../carets/caretElements.ts";
import { type CaretState, carryCarets, noCarets, placeCarets, type RemoteSelection } from "../carets/caretState.ts";
import { followOthers } from "../carets/followOthers.ts";
import { type BoundDocument, createResolver } from "../carets/resolvePositions.ts";
import { readOwnCaret } from "./ownCaret.ts";

interface RemoteCaretsOptions {
  awareness: Awareness | null;
  /** What stands for a person whose name could not be read. */
  nameless: () => string;
}

type Changed = ReadonlyMap<number, RemoteSelection | null>;

export const remoteCaretsKey = new PluginKey<CaretState>("remoteCarets");

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
  let showName: (client: number) => void = () => {};

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
    /** See `showCaretName`. */
    showName: (client: number) => showName(client),
    props: { decorations: (state) => remoteCaretsKey.getState(state)?.decorations },
    view(view) {
      isComposing = () => view.composing;
      const follow = followOthers({
        view,
        awareness,
        elements,
        nameless,
        draw(changed) {
          readOwnCaret(view);
          view.dispatch(view.state.tr.setMeta(remoteCaretsKey, changed));
        },
        placesNow() {
          const resolve = createResolver(boundDocument(ySyncPluginKey.getState(view.state)));
          return ({ head }) => resolve(head);
        },
      });
      showName = follow.showName;
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

/** Shows the name at the caret of a session for a moment, as after a movement. */
export function showCaretName(view: EditorView, client: number): void {
  remoteCaretsKey.get(view.state)?.spec.showName(client);
}

/** Publishes one's own selection while the text has the focus and one does not hide; takes it back otherwise. */
function publishSelection(view: EditorView, awareness: Awareness) {
  let published: { anchor: Y.RelativePosition; head: Y.RelativePosition } | null = null;

  const publish = () => {
    if (!view.hasFocus() || awareness.getLocalState()?.hidden === true) return withdraw();
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

  const onPresence = ({ added, updated }: Record<"added" | "updated", number[]>) => {
    if ([...added, ...updated].includes(awareness.clientID)) publish();
  };

  awareness.on("change", onPresence);
  view.dom.addEventListener("focusin", publish);
  view.dom.addEventListener("focusout", withdraw);
  return {
    update(before: EditorState) {
      if (view.state.doc !== before.doc || !view.state.selection.eq(before.selection)) publish();
    },
    close() {
      awareness.off("change", onPresence);
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
