/**
 * Takes out of markup what the page's content policy would report as soon as it is parsed: sheets and handlers go, inline
 * styles get another name. Works on the letters, because parsing is what must not happen before; goes over them once.
 */
export function withoutPolicyTroubles(html: string, styleName: string): string {
  let safe = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open < 0) break;
    safe += html.slice(at, open);
    if (html.startsWith("<!--", open)) {
      at = behind(html, "-->", open + 4);
      continue;
    }
    const name = /^[a-z][^\s/>]*/i.exec(html.slice(open + 1, open + 40))?.[0].toLowerCase();
    const end = name === undefined ? -1 : endOfTag(html, open + 1);
    if (name === undefined) {
      safe += "<";
      at = open + 1;
    } else if (end < 0) {
      // A tag that never ends is dropped by every parser.
      return safe;
    } else if (name === "style" || name === "script") {
      endOfText.lastIndex = end;
      at = endOfText.test(html) ? behind(html, ">", endOfText.lastIndex) : html.length;
    } else {
      safe += `<${html.slice(open + 1, open + 1 + name.length)}${attributes(html.slice(open + 1 + name.length, end), styleName)}>`;
      at = end + 1;
    }
  }
  return safe + html.slice(at);
}

/** A quote counts only where a value begins, as in every browser. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  let isValue = false;
  for (let at = from; at < html.length; at++) {
    const letter = html.charAt(at);
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === ">") return at;
    else if (isValue && (letter === '"' || letter === "'")) quote = letter;
    if (letter === "=") isValue = true;
    else if (letter.trim() !== "") isValue = false;
  }
  return -1;
}

const endOfText = /<\/(?:style|script)/gi;
const attribute = /([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g;

function attributes(text: string, styleName: string): string {
  return text.replace(attribute, (whole, name: string, value = "") => {
    if (/^on/i.test(name)) return "";
    return /^style$/i.test(name) ? `${styleName}${value}` : whole;
  });
}

function behind(html: string, wanted: string, from: number): number {
  const at = html.indexOf(wanted, from);
  return at < 0 ? html.length : at + wanted.length;
}
