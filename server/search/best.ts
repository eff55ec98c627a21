import type { DocumentId } from "../../shared/ids.ts";

/** Gathers the best few of many, and asks for as few of them as will do whether they may be found. */
export function createBest(
  limit: number,
  mayFind: (id: DocumentId) => boolean,
): { offer(id: DocumentId, worth: number): void; ids(): DocumentId[] } {
  /** Best first. */
  const kept: { id: DocumentId; worth: number }[] = [];
  const comesBefore = (id: DocumentId, worth: number, other: { id: DocumentId; worth: number }) =>
    worth > other.worth || (worth === other.worth && id < other.id);
  return {
    offer(id, worth) {
      const last = kept[limit - 1];
      if (limit === 0 || (last !== undefined && !comesBefore(id, worth, last)) || !mayFind(id)) return;
      let place = kept.length;
      for (let before = kept[place - 1]; before !== undefined && comesBefore(id, worth, before); ) {
        before = kept[--place - 1];
      }
      kept.splice(place, 0, { id, worth });
      if (kept.length > limit) kept.pop();
    },
    ids: () => kept.map(({ id }) => id),
  };
}
