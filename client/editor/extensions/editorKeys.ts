import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { isSafeHref } from "../../../shared/schema/safeHref.ts";
import { textStyles, toggleBlock } from "../formatting.ts";

/** Keys and pointer moves that Tiptap's extensions leave open. */
export const EditorKeys = Extension.create({
  name: "editorKeys",

  addKeyboardShortcuts() {
    const styles = textStyles.map((style, index) => [`Mod-Alt-${index}`, () => toggleBlock(this.editor, style)]);
    return { ...Object.fromEntries(styles), "Alt-Enter": () => openLink(this.editor.getAttributes("link").href) };
  },

  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          attributes: (): Record<string, string> =>
            // What cannot be edited is no stop for the Tab key by itself, but must be readable with the keyboard.
            editor.isEditable ? {} : { "aria-readonly": "true", tabindex: "0" },
          handleDOMEvents: {
            click: (_, event) => {
              const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
              // A plain click in a text that is being written places the caret; otherwise a link is a link.
              if (!link || !editor.isEditable || event.ctrlKey || event.metaKey) return false;
              event.preventDefault();
              return false;
            },
            mousedown: (view, event) => {
              if (!editor.isEditable || event.target !== view.dom || event.button !== 0) return false;
              const last = view.dom.lastElementChild?.getBoundingClientRect();
              if (!last || event.clientY <= last.bottom || view.state.doc.lastChild?.type.name === "paragraph")
                return false;
              // Below a last table or code block there is no line to write in until somebody asks for one.
              event.preventDefault();
              return editor
                .chain()
                .insertContentAt(view.state.doc.content.size, { type: "paragraph" })
                .focus("end")
                .run();
            },
          },
        },
      }),
    ];
  },
});

/** The link that the caret stands in, for whom no pointer is at hand. */
function openLink(href: unknown): boolean {
  if (!isSafeHref(href)) return false;
  window.open(href, "_blank", "noopener,noreferrer");
  return true;
}
