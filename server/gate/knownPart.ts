import * as Y from "yjs";
import { malformed } from "./byteReader.ts";
import { type Neighbours, standsNowhere } from "./places.ts";
import { type ReadStruct, structKind } from "./readUpdate.ts";

/**
 * Checks that a struct says of its known part what the document says. Yjs takes that on trust: it hangs the rest of a
 * partly known struct behind the known part, but counts it where the struct claims to stand; and it cuts items in two for
 * neighbours that a known struct names. An honest copy may have merged, cut, emptied or collected what the document has
 * not, and the other way round; but what stands beside a letter when it is written never changes.
 *
 * @throws a `malformed` refusal.
 */
export function checkKnownPart(doc: Y.Doc, struct: ReadStruct, neighbours: Neighbours): void {
  // What a copy has collected names nothing any more.
  if (struct.kind === structKind.gc) return;
  const structs: readonly (Y.Item | Y.GC)[] = doc.store.clients.get(struct.client) ?? [];
  const end = Math.min(struct.clock + struct.length, neighbours.knownClock(struct.client));
  let index = Y.findIndexSS(structs as (Y.Item | Y.GC)[], struct.clock);
  for (let known = structs[index]; known !== undefined && known.id.clock < end; known = structs[++index]) {
    const agrees = known instanceof Y.Item ? isSame(struct, known) : standsNowhere(doc, struct, neighbours);
    if (!agrees) throw malformed();
  }
}

function isSame(struct: ReadStruct, known: Y.Item): boolean {
  if (!isSameKind(struct, known)) return false;
  const { rightOrigin } = known;
  if (struct.rightClient !== (rightOrigin?.client ?? -1)) return false;
  if (struct.rightClock !== (rightOrigin?.clock ?? -1)) return false;
  // The left neighbour is compared at the first letter that both hold: within either, it is the letter before.
  if (struct.clock < known.id.clock) {
    return known.origin?.client === struct.client && known.origin.clock === known.id.clock - 1;
  }
  if (struct.clock > known.id.clock) {
    return struct.originClient === struct.client && struct.originClock === struct.clock - 1;
  }
  const { origin } = known;
  if (struct.originClient !== (origin?.client ?? -1)) return false;
  if (struct.originClock !== (origin?.clock ?? -1)) return false;
  return origin !== null || rightOrigin !== null || isSameParent(struct, known);
}

/** Only to be asked where no neighbour is named, for otherwise the struct does not tell its parent. */
function isSameParent(struct: ReadStruct, known: Y.Item): boolean {
  const parent = (known.parent as { _item?: Y.Item | null } | null)?._item ?? null;
  if (struct.parentSub !== known.parentSub) return false;
  if (parent === null) return struct.parentRoot !== null;
  return struct.parentClient === parent.id.client && struct.parentClock === parent.id.clock;
}

function isSameKind({ kind }: ReadStruct, { content }: Y.Item): boolean {
  return kind === structKind.deleted || content instanceof Y.ContentDeleted || kind === content.getRef();
}
