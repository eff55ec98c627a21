import { renderToHTMLString, serializeChildrenToHTMLString } from "@tiptap/static-renderer/pm/html-string";
import { documentExtensions } from "./documentExtensions.ts";
import type { DocumentNode } from "./readFragment.ts";

/**
 * Renders a document as HTML for reading, without a DOM. Letters and values are escaped, links have only the schemes of
 * `safeHref.ts`, and nothing carries a style attribute, which the page's content policy would refuse.
 *
 * @param document as `readFragment` returns it: valid for the schema.
 */
export function renderHtml(document: DocumentNode): string {
  return renderToHTMLString({
    content: document,
    extensions: documentExtensions,
    options: {
      nodeMapping: {
        table: ({ children }) => `<table><tbody>${serializeChildrenToHTMLString(children)}</tbody></table>`,
        tableCell: ({ node, children }) => cell("td", node.attrs, children),
        tableHeader: ({ node, children }) => cell("th", node.attrs, children),
        taskItem: ({ node, children }) =>
          `<li data-type="taskItem" data-checked="${node.attrs.checked === true}">` +
          `<input type="checkbox" disabled${node.attrs.checked === true ? " checked" : ""}>` +
          `<div>${serializeChildrenToHTMLString(children)}</div></li>`,
      },
    },
  });
}

function cell(tag: "td" | "th", attrs: Record<string, unknown>, children?: string | string[]): string {
  const spans = ["colspan", "rowspan"]
    .filter((name) => typeof attrs[name] === "number" && attrs[name] > 1)
    .map((name) => ` ${name}="${attrs[name]}"`);
  const align = attrs.align === "center" || attrs.align === "right" ? ` data-align="${attrs.align}"` : "";
  return `<${tag}${spans.join("")}${align}>${serializeChildrenToHTMLString(children)}</${tag}>`;
}
