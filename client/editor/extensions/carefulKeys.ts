import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";

/**
 * A key whose command throws does nothing. Some commands meet nestings that they were not made for, such as Enter in a heading in a
 * quote in a list; were the error let through, the browser would edit the page in its own way, with styles of its own.
 */
export const CarefulKeys = Extension.create({
  name: "carefulKeys",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        view(view) {
          for (const { props } of view.state.plugins) {
            const handle = props.handleKeyDown;
            if (handle === undefined) continue;
            props.handleKeyDown = function (this, ...given) {
              try {
                return handle.apply(this, given);
              } catch (error) {
                reportError(error);
                return true;
              }
            };
          }
          return {};
        },
      }),
    ];
  },
});
