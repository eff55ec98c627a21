/** One line of text with its marks, as GitHub-flavoured Markdown in which no letter that a person typed becomes markup. */
import type { DocumentNode } from "./readFragment.ts";

export interface LinePlace {
  /** How a line break is written: a new line, or a tag where the line must stay one. */
  breaks: "newLine" | "tag";
  /** What is written here begins a line of the file, where "1." or "#" would begin a block. */
  beginsLine: boolean;
  inTable: boolean;
}

type MarkName = "link" | "highlight" | "underline" | "bold" | "italic" | "strike";
interface Mark {
  name: MarkName;
  /** What two neighbouring marks must share to be one. */
  key: string;
  attrs: Record<string, unknown>;
}

/** From the outermost to the innermost of those that begin and end together. */
const markOrder: readonly string[] = ["link", "highlight", "underline", "bold", "italic", "strike"];

interface Delimiters {
  /** Null where Markdown has none. */
  sign: string | null;
  tag: string;
}

const delimiters: Readonly<Record<Exclude<MarkName, "link">, Delimiters>> = {
  highlight: { sign: "==", tag: "mark" },
  underline: { sign: null, tag: "u" },
  bold: { sign: "**", tag: "strong" },
  italic: { sign: "_", tag: "em" },
  strike: { sign: "~~", tag: "del" },
};

type Piece = { kind: "break" } | { kind: "text" | "code"; text: string; marks: Mark[] };
type Token =
  | { kind: "break" }
  | { kind: "text"; source: string }
  | { kind: "open"; mark: Mark; pair: Pair }
  | { kind: "close"; mark: Mark; pair: Pair };
interface Pair {
  asTag: boolean;
}

/** The inline content of a block; "" when there is nothing to be seen. */
export function renderLine(content: readonly DocumentNode[], place: LinePlace): string {
  const pieces = trimmedMarks(piecesOf(content));
  if (pieces.every((piece) => piece.kind === "break")) return "";
  return assemble(chooseDelimiters(tokensOf(pieces, place)), place);
}

function piecesOf(content: readonly DocumentNode[]): Piece[] {
  return content.map((node): Piece => {
    if (node.type === "hardBreak") return { kind: "break" };
    const marks = (node.marks ?? [])
      .filter(({ type }) => markOrder.includes(type))
      .map(({ type, attrs = {} }) => ({ name: type as MarkName, attrs, key: type + JSON.stringify(attrs) }))
      .sort((a, b) => markOrder.indexOf(a.name) - markOrder.indexOf(b.name));
    const isCode = node.marks?.some(({ type }) => type === "code") ?? false;
    return { kind: isCode ? "code" : "text", text: (node.text ?? "").toWellFormed(), marks };
  });
}

/**
 * White space at the edge of a mark would keep Markdown from seeing the mark: it keeps only the marks of both its neighbours.
 * Neighbours of one kind become one piece.
 */
function trimmedMarks(pieces: readonly Piece[]): Piece[] {
  const split = pieces.flatMap((piece): (Piece & { isSpace?: true })[] => {
    if (piece.kind !== "text") return [piece];
    const begin = piece.text.length - piece.text.trimStart().length;
    const end = Math.max(begin, piece.text.trimEnd().length);
    return [
      { ...piece, text: piece.text.slice(0, begin), isSpace: true as const },
      { ...piece, text: piece.text.slice(begin, end) },
      { ...piece, text: piece.text.slice(end), isSpace: true as const },
    ].filter(({ text }) => text !== "");
  });
  /** For each piece, the marks of the next one that has more than white space. */
  const marksAfter: Mark[][] = [];
  let ahead: Mark[] = [];
  for (let index = split.length - 1; index >= 0; index--) {
    marksAfter[index] = ahead;
    const piece = split[index];
    if (piece !== undefined && !piece.isSpace) ahead = piece.kind === "break" ? [] : piece.marks;
  }
  let behind: Mark[] = [];
  const merged: Piece[] = [];
  for (const [index, { isSpace, ...piece }] of split.entries()) {
    if (!isSpace) behind = piece.kind === "break" ? [] : piece.marks;
    else if (piece.kind === "text") piece.marks = behind.filter((mark) => has(marksAfter[index] ?? [], mark));
    const last = merged.at(-1);
    const joins =
      last !== undefined &&
      piece.kind !== "break" &&
      last.kind === piece.kind &&
      last.marks.map(({ key }) => key).join() === piece.marks.map(({ key }) => key).join();
    if (joins) last.text += piece.text;
    else merged.push(piece);
  }
  return merged;
}

function tokensOf(pieces: readonly Piece[], place: LinePlace): Token[] {
  const tokens: Token[] = [];
  const open: { mark: Mark; pair: Pair }[] = [];
  const closeTo = (count: number) => {
    for (const { mark, pair } of open.splice(count).reverse()) tokens.push({ kind: "close", mark, pair });
  };
  for (const [index, piece] of pieces.entries()) {
    const marks = piece.kind === "break" ? [] : piece.marks;
    const ended = open.findIndex(({ mark }) => !has(marks, mark));
    if (ended !== -1) closeTo(ended);
    // Whichever goes on for longest stands outside.
    const begun = marks.filter((mark) => !open.some((one) => one.mark.key === mark.key));
    const extent = new Map(begun.map((mark) => [mark, extentOf(pieces, index, mark)]));
    for (const mark of begun.sort((a, b) => (extent.get(b) ?? 0) - (extent.get(a) ?? 0))) {
      const pair: Pair = { asTag: mark.name !== "link" && delimiters[mark.name].sign === null };
      open.push({ mark, pair });
      tokens.push({ kind: "open", mark, pair });
    }
    if (piece.kind === "break") tokens.push({ kind: "break" });
    else {
      const isBrokenLine = place.breaks === "newLine" && pieces[index - 1]?.kind === "break";
      const edges: Edges = {
        beginsLine: tokens.at(-1)?.kind !== "open" && ((index === 0 && place.beginsLine) || isBrokenLine),
        begins: index === 0 || isBrokenLine,
        ends: index === pieces.length - 1 || (place.breaks === "newLine" && pieces[index + 1]?.kind === "break"),
      };
      const source = piece.kind === "code" ? codeSource(piece.text, place) : escapeText(piece.text, edges);
      tokens.push({ kind: "text", source });
    }
  }
  closeTo(0);
  return tokens;
}

function has(marks: readonly Mark[], mark: Mark): boolean {
  return marks.some(({ key }) => key === mark.key);
}

/** How many pieces in a row bear the mark. */
function extentOf(pieces: readonly Piece[], from: number, mark: Mark): number {
  let to = from;
  for (let piece = pieces[to]; piece !== undefined && piece.kind !== "break" && has(piece.marks, mark); ) {
    piece = pieces[++to];
  }
  return to - from;
}

function codeSource(text: string, { inTable }: LinePlace): string {
  const code = text.replace(/\r\n|[\r\n]/g, " ");
  // A backslash before a bar has no spelling inside a code span of a table.
  if (inTable && code.includes("|")) {
    return `<code>${escapeText(code, { beginsLine: false, begins: true, ends: true })}</code>`;
  }
  const fence = "`".repeat(longestRun(code) + 1);
  const isPadded = /^`|`$/.test(code) || (code.startsWith(" ") && code.endsWith(" ") && code.trim() !== "");
  return isPadded ? `${fence} ${code} ${fence}` : `${fence}${code}${fence}`;
}

/** How many back quotes stand in a row, at most. */
export function longestRun(code: string): number {
  let longest = 0;
  for (const [run] of code.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

interface Edges {
  beginsLine: boolean;
  /** White space at these ends would be dropped. */
  begins: boolean;
  ends: boolean;
}

/** Letters as Markdown reads them back. Only what could become markup is escaped, so that the source stays readable. */
export function escapeText(text: string, { beginsLine, begins, ends }: Edges): string {
  let source = text.replace(/[\\`*[\]<~|$_&!=:.@]/g, (sign, at: number) => {
    const before = text[at - 1] ?? "";
    const after = text[at + 1] ?? "";
    switch (sign) {
      case "_":
        return isLetter(before) && isLetter(after) ? sign : "\\_";
      case "&":
        return after === "" || /[#a-z]/i.test(after) ? "\\&" : sign;
      case "!":
        return after === "" ? "\\!" : sign;
      case "=":
        return before === "" || after === "" || before === "=" || after === "=" ? "\\=" : sign;
      // Readers make links of bare addresses, and take the escapes in them for letters.
      case ":":
        return after === "/" && /(?:https?|ftp)$/i.test(text.slice(Math.max(0, at - 5), at)) ? "\\:" : sign;
      case ".":
        return /^www$/i.test(text.slice(Math.max(0, at - 3), at)) ? "\\." : sign;
      case "@":
        return /[\w.+-]/.test(before) && /[\w-]/.test(after) ? "\\@" : sign;
      default:
        return `\\${sign}`;
    }
  });
  if (beginsLine) {
    source = source
      .replace(/^(?:#(?=[#\s]|$)|>|\+(?=\s|$)|-(?=[-:\s]|$)|:(?=-))/, "\\$&")
      .replace(/^(\d{1,9})([.)])/, "$1\\$2");
  }
  source = source.replace(/\0/g, "\ufffd").replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`);
  if (begins) source = source.replace(/^ /, "&#32;");
  if (ends) source = source.replace(/ $/, "&#32;");
  return source;
}

function isLetter(sign: string): boolean {
  return /[\p{L}\p{N}]/u.test(sign);
}

/** Uses signs where Markdown is sure to see a mark's beginning and end, and tags elsewhere. */
function chooseDelimiters(tokens: Token[]): Token[] {
  for (const [index, token] of tokens.entries()) {
    if ((token.kind !== "open" && token.kind !== "close") || token.mark.name === "link") continue;
    const before = classAt(tokens[index - 1], "end");
    const after = classAt(tokens[index + 1], "start");
    const [outside, inside] = token.kind === "open" ? [before, after] : [after, before];
    const isSeen = inside !== "space" && (inside === "letter" || outside === "space" || outside === "sign");
    const isApart = token.mark.name !== "italic" || outside === "space" || outside === "sign";
    if (!isSeen || !isApart) token.pair.asTag = true;
  }
  return tokens;
}

type CharacterClass = "space" | "sign" | "letter" | "unsure";

/** Of what stands beside a mark. Signs beyond ASCII are judged differently by different readers of Markdown. */
function classAt(token: Token | undefined, side: "start" | "end"): CharacterClass {
  if (token === undefined || token.kind === "break") return "space";
  if (token.kind !== "text") return "sign";
  const letter = side === "start" ? token.source.charAt(0) : token.source.charAt(token.source.length - 1);
  if (/\s/u.test(letter)) return "space";
  if (/[!-/:-@[-`{-~]/.test(letter)) return "sign";
  return /[\p{P}\p{S}\p{Z}\p{C}]|[\ud800-\udfff]/u.test(letter) ? "unsure" : "letter";
}

function assemble(tokens: readonly Token[], { breaks, inTable }: LinePlace): string {
  let line = "";
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "text") line += token.source;
    // At the end of a paragraph only a tag is a line break.
    else if (token.kind === "break") line += breaks === "newLine" && index < tokens.length - 1 ? "\\\n" : "<br>";
    else if (token.mark.name === "link")
      line += token.kind === "open" ? "[" : `](${target(token.mark.attrs, inTable)})`;
    else {
      const { sign, tag } = delimiters[token.mark.name];
      if (sign !== null && !token.pair.asTag) line += sign;
      else line += token.kind === "open" ? `<${tag}>` : `</${tag}>`;
    }
  }
  return line;
}

function target({ href, title }: Record<string, unknown>, inTable: boolean): string {
  const address = String(href ?? "")
    .toWellFormed()
    // What would end the address, or be read as something else in it.
    .replace(/[\p{C}\p{Z}<>[\]\\"'`|]/gu, percentEncoded)
    .replace(/[()]/g, "\\$&")
    .replace(/&(?=[#a-z])/gi, "&amp;");
  if (typeof title !== "string" || title === "") return address;
  const spoken = title.toWellFormed().replace(/[\s\0]+/gu, " ");
  const escaped = spoken.replace(inTable ? /[\\"&|]/g : /[\\"&]/g, "\\$&");
  return `${address} "${escaped}"`;
}

function percentEncoded(letter: string): string {
  const encoded = encodeURIComponent(letter);
  return encoded === letter ? `%${letter.charCodeAt(0).toString(16).toUpperCase()}` : encoded;
}
