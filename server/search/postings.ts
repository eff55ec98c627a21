/**
 * In which documents one form stands: a sorted list of numbers, four bytes each, which is what lets ten thousand documents be searched
 * without a heap of gigabytes. Each packs the document's number, whether its title has the form, and how often its text has it.
 */
export interface Postings {
  count: number;
  /** Sorted; valid up to `count`. */
  packed: Uint32Array;
}

const timesBits = 7;
export const maxTimes = 2 ** timesBits - 1;
/** More documents than this are not held: their numbers would not fit. */
export const maxDocuments = 2 ** (32 - timesBits - 1);

export function pack(document: number, inTitle: boolean, times: number): number {
  return ((document << (timesBits + 1)) | ((inTitle ? 1 : 0) << timesBits) | Math.min(times, maxTimes)) >>> 0;
}

export function documentOf(packed: number): number {
  return packed >>> (timesBits + 1);
}

export function isInTitle(packed: number): boolean {
  return ((packed >>> timesBits) & 1) === 1;
}

export function timesOf(packed: number): number {
  return packed & maxTimes;
}

export function postingsOf(packed: number): Postings {
  return { count: 1, packed: Uint32Array.of(packed) };
}

/** Adds or replaces what is said of one document. */
export function putPosting(postings: Postings, packed: number): void {
  const { count, packed: list } = postings;
  const at = placeOf(postings, documentOf(packed));
  if (at < count && documentOf(list[at] as number) === documentOf(packed)) {
    list[at] = packed;
    return;
  }
  if (count === list.length) {
    postings.packed = new Uint32Array(count + 1 + (count >>> 2));
    postings.packed.set(list);
  }
  if (at < count) postings.packed.copyWithin(at + 1, at, count);
  postings.packed[at] = packed;
  postings.count++;
}

/** Takes one document out, if it is there. */
export function removePosting(postings: Postings, document: number): void {
  const { count, packed: list } = postings;
  const at = placeOf(postings, document);
  if (at === count || documentOf(list[at] as number) !== document) return;
  list.copyWithin(at, at + 1, count);
  postings.count--;
  // Given back when half of it is empty, so that a word of the past does not hold memory for ever.
  if (postings.count * 2 < list.length) postings.packed = list.slice(0, postings.count);
}

/** The place of the first posting of this document or a later one. */
function placeOf({ count, packed }: Postings, document: number): number {
  let low = 0;
  let high = count;
  // Documents are mostly added in the order of their numbers.
  if (count > 0 && documentOf(packed[count - 1] as number) < document) return count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (documentOf(packed[middle] as number) < document) low = middle + 1;
    else high = middle;
  }
  return low;
}
