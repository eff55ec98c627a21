/** A table as GitHub-flavoured Markdown, which knows one line of text in a cell and nothing that spans cells. */
import { escapeText, renderLine } from "./markdownLine.ts";
import type { DocumentNode } from "./readFragment.ts";

/** Empty cells that stand for the rest of merged ones; beyond so many, merged cells count as one. */
const maxFillers = 10_000;

/** A table as lines of Markdown. Without a header row it gets an empty one, because Markdown has no table without. */
export function renderTable({ content: rows = [] }: DocumentNode): string {
  const cells = spread(rows);
  const columns = Math.max(1, ...cells.map((row) => row.length));
  const hasHeader = rows[0]?.content?.some(({ type }) => type === "tableHeader") ?? false;
  const header = hasHeader ? (cells.shift() ?? []) : [];
  const padded = Array.from({ length: columns }, (_, column) => header[column] ?? "");
  const aligned = alignments(rows[0], columns);
  return [padded, aligned, ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Every cell at its column, with an empty one at each place that another reaches into. */
function spread(rows: readonly DocumentNode[]): string[][] {
  const spans = rows.flatMap(({ content = [] }) =>
    content.map((cell) => span(cell, "colspan") * span(cell, "rowspan")),
  );
  const mayFill = spans.reduce((sum, count) => sum + count - 1, 0) <= maxFillers;
  /** For each column, how many of the next rows are taken by a cell from above. */
  const taken: number[] = [];
  return rows.map(({ content = [] }) => {
    const row: string[] = [];
    const skipTaken = () => {
      while ((taken[row.length] ?? 0) > 0) {
        taken[row.length] = (taken[row.length] ?? 0) - 1;
        row.push("");
      }
    };
    for (const cell of content) {
      skipTaken();
      const [width, height] = mayFill ? [span(cell, "colspan"), span(cell, "rowspan")] : [1, 1];
      for (let column = 0; column < width; column++) {
        taken[row.length] = height - 1;
        row.push(column === 0 ? cellText(cell) : "");
      }
    }
    skipTaken();
    return row.length > 0 ? row : [""];
  });
}

function span({ attrs }: DocumentNode, name: "colspan" | "rowspan"): number {
  const count = attrs?.[name];
  return typeof count === "number" ? count : 1;
}

function alignments(row: DocumentNode | undefined, columns: number): string[] {
  const signs: string[] = [];
  for (const cell of row?.content ?? []) {
    const align = cell.attrs?.align;
    const sign = align === "center" ? ":---:" : align === "right" ? "---:" : align === "left" ? ":---" : "---";
    for (let column = span(cell, "colspan"); column > 0 && signs.length < columns; column--) signs.push(sign);
  }
  while (signs.length < columns) signs.push("---");
  return signs;
}

function cellText(cell: DocumentNode): string {
  return linesOf(cell, "").join("<br>");
}

/** The words of a cell line by line, those of lists with their signs. */
function linesOf({ content = [] }: DocumentNode, sign: string): string[] {
  return content.flatMap((node, index) => {
    const before = index === 0 ? sign : "";
    switch (node.type) {
      case "paragraph":
      case "heading": {
        const line = renderLine(node.content ?? [], { breaks: "tag", beginsLine: false, inTable: true });
        return before + line === "" ? [] : [before + line];
      }
      case "codeBlock":
        return codeLines(node);
      case "horizontalRule":
        return [];
      case "bulletList":
        return (node.content ?? []).flatMap((item) => linesOf(item, "- "));
      case "orderedList": {
        const start = Number(node.attrs?.start ?? 1);
        return (node.content ?? []).flatMap((item, at) => linesOf(item, `${start + at}. `));
      }
      case "taskList":
        return (node.content ?? []).flatMap((item) => linesOf(item, item.attrs?.checked === true ? "☑ " : "☐ "));
      default:
        return linesOf(node, "");
    }
  });
}

function codeLines({ content = [] }: DocumentNode): string[] {
  const code = content.map(({ text = "" }) => text).join("");
  const lines = code.toWellFormed().split(/\r\n?|\n/);
  return lines.map((line) => `<code>${escapeText(line, { beginsLine: false, begins: true, ends: true })}</code>`);
}
