import { carriedStyle, carriedValue } from "./carriedStyle.ts";

/**
 * Word writes the items of a list as paragraphs, with the marker as text and the level in a style of its own. Here they
 * become lists.
 */
export function makeWordLists(content: DocumentFragment): void {
  let open: { list: Element; level: number }[] = [];
  let last: Element | null = null;
  for (const paragraph of content.querySelectorAll(`p[${carriedStyle}]`)) {
    const level = levelOf(paragraph);
    if (level === null || paragraph.closest("li") !== null) continue;
    if (last === null || last.nextElementSibling !== paragraph) open = [];
    const kind = takeMarker(paragraph);
    while (open.length > 0 && (open.at(-1)?.level ?? 0) > level) open.pop();
    let top = open.at(-1);
    if (top !== undefined && top.level === level && top.list.localName !== kind) {
      open.pop();
      top = open.at(-1);
    }
    const item = paragraph.ownerDocument.createElement("li");
    if (top !== undefined && top.level === level) top.list.append(item);
    else {
      const list = paragraph.ownerDocument.createElement(kind);
      const parent = top?.list.lastElementChild;
      if (parent) parent.append(list);
      else paragraph.before(list);
      list.append(item);
      open.push({ list, level });
    }
    item.append(paragraph);
    last = open[0]?.list ?? null;
  }
}

function levelOf(paragraph: Element): number | null {
  const found = /\blevel(\d+)/.exec(carriedValue(paragraph, "mso-list"));
  return found === null ? null : Number(found[1]);
}

/** Takes the marker out of an item and tells what kind of list it belongs to. */
function takeMarker(paragraph: Element): "ul" | "ol" {
  let marker = "";
  for (const span of paragraph.querySelectorAll(`span[${carriedStyle}]`)) {
    if (carriedValue(span, "mso-list") !== "ignore") continue;
    marker += span.textContent;
    span.remove();
  }
  return /^\s*[(]?[\da-z]+[.)]/i.test(marker) ? "ol" : "ul";
}
