import * as Y from "yjs";
import { rootName } from "../../shared/schema/contentRules.ts";
import { malformed } from "./byteReader.ts";
import { type ReadStruct, structKind, typeRef } from "./readUpdate.ts";

interface Standing {
  readonly depth: number;
  /** The type of Yjs, or the new struct that makes it: the same object for the same container. */
  readonly of: object;
}

/** What a struct stands in: the document itself, an element, a text; or nothing that anybody can still see. */
export type Container =
  | ({ readonly kind: "document" } & Standing)
  | ({ readonly kind: "element"; readonly name: string } & Standing)
  | ({ readonly kind: "text"; readonly parent: string | null } & Standing)
  | { readonly kind: "foreign" }
  | { readonly kind: "gone" };

/** Where a struct stands: in which container, and for attributes under which name. */
export interface Place {
  readonly container: Container;
  readonly attribute: string | null;
}

const foreign: Container = { kind: "foreign" };
const gone: Container = { kind: "gone" };
const nowhere: Place = { container: gone, attribute: null };

/** Finds structs by their id: those of the update that are new, and those that the document has. */
export interface Neighbours {
  /** How far the document knows this client. */
  knownClock(client: number): number;
  /** The new struct of the update that holds this clock, placed before, and how many of its client came behind it. */
  fresh(client: number, clock: number): { struct: ReadStruct; place: Place; behind: number };
}

/**
 * Where Yjs will put a struct. Only a struct that names no neighbour says its parent; all others stand where their left
 * neighbour stands, or the right one if there is no left. What stands beside or in something collected vanishes at once.
 */
export function placeOf(doc: Y.Doc, struct: ReadStruct, neighbours: Neighbours): Place {
  if (struct.kind === structKind.gc) return nowhere;
  const left = struct.originClient < 0 ? null : placeAt(doc, struct.originClient, struct.originClock, neighbours);
  const right = struct.rightClient < 0 ? null : placeAt(doc, struct.rightClient, struct.rightClock, neighbours);
  // Neighbours once stood in one container, and are collected together.
  if (left !== null && right !== null && !isSamePlace(left, right)) throw malformed();
  if (left !== null) return left;
  if (right !== null) return right;
  if (struct.parentRoot !== null) {
    return { container: rootOf(doc, struct.parentRoot), attribute: struct.parentSub };
  }
  return {
    container: containerAt(doc, struct.parentClient, struct.parentClock, neighbours),
    attribute: struct.parentSub,
  };
}

/** Whether all that a struct names is collected, so that Yjs looks at none of it. */
export function standsNowhere(doc: Y.Doc, struct: ReadStruct, neighbours: Neighbours): boolean {
  const { originClient, originClock, rightClient, rightClock } = struct;
  if (originClient >= 0 && placeAt(doc, originClient, originClock, neighbours) !== nowhere) return false;
  if (rightClient >= 0 && placeAt(doc, rightClient, rightClock, neighbours) !== nowhere) return false;
  return originClient >= 0 || rightClient >= 0 || placeOf(doc, struct, neighbours).container === gone;
}

function isSamePlace(left: Place, right: Place): boolean {
  if (left.attribute !== right.attribute || left.container.kind !== right.container.kind) return false;
  return !("of" in left.container && "of" in right.container) || left.container.of === right.container.of;
}

function rootOf(doc: Y.Doc, name: string): Container {
  // A document that nobody has written in has no root yet.
  return name === rootName ? { kind: "document", depth: 0, of: doc.share.get(name) ?? doc } : foreign;
}

function placeAt(doc: Y.Doc, client: number, clock: number, neighbours: Neighbours): Place {
  if (clock >= neighbours.knownClock(client)) return neighbours.fresh(client, clock).place;
  const item = Y.getItem(doc.store, Y.createID(client, clock)) as Y.Item | Y.GC;
  if (!(item instanceof Y.Item) || item.parent === null) return nowhere;
  return { container: containerOf(doc, item.parent as SharedType), attribute: item.parentSub };
}

/** The container that the struct with this id made. */
function containerAt(doc: Y.Doc, client: number, clock: number, neighbours: Neighbours): Container {
  if (clock < neighbours.knownClock(client)) {
    const item = Y.getItem(doc.store, Y.createID(client, clock)) as Y.Item | Y.GC;
    if (!(item instanceof Y.Item) || item.content instanceof Y.ContentDeleted) return gone;
    if (item.content instanceof Y.ContentType) return containerOf(doc, item.content.type);
    throw malformed();
  }
  const { struct, place } = neighbours.fresh(client, clock);
  if (struct.kind === structKind.gc || struct.kind === structKind.deleted) return gone;
  if (struct.kind !== structKind.type) throw malformed();
  if (!("depth" in place.container)) return place.container;
  const depth = place.container.depth + 1;
  if (struct.type === typeRef.element) return { kind: "element", name: struct.name ?? "", depth, of: struct };
  if (struct.type !== typeRef.text) return foreign;
  const parent = place.container.kind === "element" ? place.container.name : null;
  return { kind: "text", parent, depth, of: struct };
}

/** A shared type of Yjs, whatever events it has. */
type SharedType = { readonly _item: Y.Item | null };

function containerOf(doc: Y.Doc, type: SharedType): Container {
  if (type._item === null) {
    const isRoot = (doc.share.get(rootName) as SharedType | undefined) === type;
    return isRoot ? { kind: "document", depth: 0, of: type } : foreign;
  }
  if (type instanceof Y.XmlElement) return { kind: "element", name: type.nodeName, depth: depthOf(type), of: type };
  if (!(type instanceof Y.XmlText)) return foreign;
  const parent = type._item.parent;
  const name = parent instanceof Y.XmlElement ? parent.nodeName : null;
  return { kind: "text", parent: name, depth: depthOf(type), of: type };
}

function depthOf(type: SharedType): number {
  let depth = 0;
  for (let item = type._item; item !== null; depth++) item = (item.parent as SharedType)._item;
  return depth;
}
