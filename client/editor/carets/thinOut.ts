/** A caret of a crowd, as far as choosing needs to know it. */
export interface CrowdCaret {
  client: number;
  /** When it last moved, on any clock that only goes forward. */
  movedAt: number;
  /** Where in the document; null while its text is not here. */
  place: number | null;
}

/** With more carets than this, not all are drawn. */
export const crowd = 100;
/** Of a crowd, at most so many near what is seen, and so many of those who moved last, wherever they are. */
const mostNear = 80;
const mostMovers = 20;

/**
 * Of a crowd, the carets that are worth drawing: those near what is seen, and those that moved last. The rest would cost every
 * redrawing of the text and be seen by nobody; the list of people goes on naming everybody.
 *
 * @param near the part of the document that is seen, and some more to both sides.
 */
export function thinOut(carets: readonly CrowdCaret[], near: { from: number; to: number }): Set<number> {
  if (carets.length <= crowd) return new Set(carets.map(({ client }) => client));
  const byMovement = [...carets].sort((a, b) => b.movedAt - a.movedAt || a.client - b.client);
  const isNear = ({ place }: CrowdCaret) => place !== null && place >= near.from && place <= near.to;
  const shown = byMovement.filter(isNear).slice(0, mostNear);
  const others = byMovement.filter((caret) => !shown.includes(caret)).slice(0, mostMovers);
  return new Set([...shown, ...others].map(({ client }) => client));
}
