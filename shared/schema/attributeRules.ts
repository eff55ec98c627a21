import { isSafeHref } from "./safeHref.ts";

/** Whether a value may stand in an attribute. Unknown input: whatever a Yjs update can carry. */
export type AttributeRule = (value: unknown) => boolean;
type Rules = Readonly<Record<string, AttributeRule>>;

const integer =
  (least: number, most: number): AttributeRule =>
  (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
const oneOf =
  (...allowed: unknown[]): AttributeRule =>
  (value) =>
    allowed.includes(value);
const textOrNothing =
  (pattern: RegExp): AttributeRule =>
  (value) =>
    isNothing(value) || (typeof value === "string" && pattern.test(value));

const span = integer(1, 1000);
const columnWidths: AttributeRule = (value) =>
  isNothing(value) ||
  (Array.isArray(value) && value.length >= 1 && value.length <= 1000 && value.every(integer(0, 10_000)));
const cell: Rules = {
  colspan: span,
  rowspan: span,
  colwidth: columnWidths,
  align: oneOf(null, undefined, "left", "center", "right"),
};

/**
 * What each attribute of a node may hold; an attribute that is not listed may not stand there at all. The server refuses
 * by this table, and the editor resets by it what typing and pasting bring in (see `keepAllowed.ts`), so that an honest
 * editor never sends what would be refused.
 */
const nodeRules: Readonly<Record<string, Rules>> = {
  heading: { level: integer(1, 3) },
  orderedList: {
    start: integer(0, 2_000_000_000),
    type: oneOf(null, undefined, "1", "a", "A", "i", "I"),
  },
  taskItem: { checked: oneOf(true, false) },
  codeBlock: { language: textOrNothing(/^[\w+#.-]{1,40}$/) },
  tableCell: cell,
  tableHeader: cell,
};

/**
 * Marks with attributes. Our links carry an address and a title; `target`, `rel` and `class` are what other Tiptap
 * editors write, allowed so that they can co-edit and ignored by our editor and renderer.
 */
const markRules: Readonly<Record<string, Rules>> = {
  link: {
    href: isSafeHref,
    title: textOrNothing(/^.{0,1000}$/s),
    target: oneOf(null, undefined, "_blank", "_self", "_parent", "_top"),
    rel: textOrNothing(/^[a-z -]{0,200}$/i),
    class: textOrNothing(/^[\w -]{0,200}$/),
  },
};

export const attributeRules = { nodes: nodeRules, marks: markRules } as const;

/** Whether an element named `node` may have this value in its attribute `name`. */
export function isAllowedAttribute(node: string, name: string, value: unknown): boolean {
  const rule = ownRule(own(nodeRules, node), name);
  return rule?.(value) ?? false;
}

/** Whether text may be formatted with `mark` and this value: an object of attributes, or null where the mark ends. */
export function isAllowedMark(mark: string, value: unknown): boolean {
  if (value === null) return true;
  const rules = own(markRules, mark);
  if (value === true) return rules === undefined;
  if (typeof value !== "object" || Array.isArray(value)) return false;
  for (const [name, held] of Object.entries(value)) {
    if (!(ownRule(rules, name)?.(held) ?? false)) return false;
  }
  return rules !== markRules.link || isSafeHref((value as { href?: unknown }).href);
}

// Names come from other people's bytes: "constructor" must not find what an object inherits.
function own(table: Readonly<Record<string, Rules>>, name: string): Rules | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function ownRule(rules: Rules | undefined, name: string): AttributeRule | undefined {
  return rules !== undefined && Object.hasOwn(rules, name) ? rules[name] : undefined;
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
