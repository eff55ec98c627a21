import { carriedStyle, carriedValue } from "./carriedStyle.ts";
import { withoutPolicyTroubles } from "./markupTags.ts";
import { makeWordLists } from "./wordLists.ts";

/** Elements that are formatting and nothing else; what they and the styles come to is written anew around the words. */
const formatting: Readonly<Record<string, Partial<Format>>> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  u: { underline: true },
  ins: { underline: true },
  s: { strike: true },
  del: { strike: true },
  strike: { strike: true },
};

interface Format {
  bold: boolean;
  italic: boolean;
  underline: boolean;
  strike: boolean;
}

const tags = { bold: "strong", italic: "em", underline: "u", strike: "s" } as const satisfies Record<
  keyof Format,
  string
>;

const plain: Format = { bold: false, italic: false, underline: false, strike: false };

/**
 * Turns the styles of pasted markup into elements. Word processors write what is bold as a style, and some wrap all of it
 * in a `b` that a style calls normal; the page's content policy drops inline styles in every document made here, so that
 * the editor's parser would never see them.
 *
 * Scripts never run in what is parsed here, and what comes out is read by the editor's schema alone.
 */
export function pastedMarkup(html: string): string {
  const safe = withoutPolicyTroubles(html, carriedStyle);
  if (!safe.includes(carriedStyle)) return safe;
  const template = document.createElement("template");
  template.innerHTML = safe;
  makeWordLists(template.content);
  format(template.content, plain);
  return template.innerHTML;
}

function format(parent: ParentNode & Node, inherited: Format): void {
  for (const node of [...parent.childNodes]) {
    if (node instanceof Text) mark(node, inherited);
    else if (node instanceof Element) formatElement(node, inherited);
  }
}

function formatElement(element: Element, inherited: Format): void {
  const own = formatting[element.localName];
  const next = { ...inherited, ...own, ...styled(element, own !== undefined) };
  element.removeAttribute(carriedStyle);
  // Code has no marks; a link's own underline is not formatting.
  if (element.localName === "a") next.underline = inherited.underline;
  format(element, element.localName === "pre" ? plain : next);
  if (own !== undefined) element.replaceWith(...element.childNodes);
}

/** What a style says about formatting. Of `text-decoration` only an element that is formatting can be talked out of it. */
function styled(element: Element, isFormatting: boolean): Partial<Format> {
  const found: Partial<Format> = {};
  const weight = carriedValue(element, "font-weight");
  const heading = /^h[1-6]$/.test(element.localName);
  if (/^(bold|bolder|[6-9]00)/.test(weight)) found.bold = !heading;
  else if (/^(normal|lighter|[1-5]00)/.test(weight)) found.bold = false;
  const slant = carriedValue(element, "font-style");
  if (/^(italic|oblique)/.test(slant)) found.italic = true;
  else if (slant.startsWith("normal")) found.italic = false;
  const line = `${carriedValue(element, "text-decoration")} ${carriedValue(element, "text-decoration-line")}`;
  if (line.includes("underline") && element.closest("a") === null) found.underline = true;
  if (line.includes("line-through")) found.strike = true;
  if (isFormatting && /\bnone\b/.test(line)) Object.assign(found, { underline: false, strike: false });
  return found;
}

function mark(text: Text, format: Format): void {
  // Between blocks there is nothing to format.
  if (text.data.trim() === "" && text.data.includes("\n")) return;
  const wanted = (Object.keys(tags) as (keyof Format)[]).filter((name) => format[name]);
  for (const name of wanted) {
    const element = text.ownerDocument.createElement(tags[name]);
    text.replaceWith(element);
    element.append(text);
  }
}
