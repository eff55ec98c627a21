import type { DocumentId } from "../../shared/ids.ts";
import { createBest } from "./best.ts";
import { FormTree } from "./formTree.ts";
import {
  documentOf,
  isInTitle,
  maxDocuments,
  maxTimes,
  type Postings,
  pack,
  postingsOf,
  putPosting,
  removePosting,
  timesOf,
} from "./postings.ts";
import { type Question, type SoughtWord, slackOf, weightOfPrefix, weightOfSlip } from "./question.ts";
import type { Asked, IndexedDocument, SearchIndex } from "./searchIndex.ts";
import type { Slices } from "./slices.ts";
import { formsOf, wordsIn } from "./words.ts";

/** A form that stands somewhere, under a number that documents remember it by. */
interface Term {
  number: number;
  form: string;
  postings: Postings;
}

/** A word of a question, and every term that fits it with how much it counts. */
interface LookedUp {
  sought: SoughtWord;
  terms: Map<Term, number>;
}

interface Held {
  number: number;
  /** Numbers of the terms in it, ascending: what to take it out of again. */
  terms: Uint32Array;
}

/** How much one more occurrence and a longer text count (BM25). */
const saturation = 1.2;
const lengthShare = 0.7;
/** A word in the title counts like so many in the text, whatever the lengths. */
const titleWeight = 3;

/** So many words are read or written between two looks at the clock. */
const stride = 256;

/**
 * The index in this process' memory. Forms lie in minisearch's radix tree, which finds beginnings and slips; the documents of a form are
 * packed lists of our own, because minisearch's take fifteen times the memory and hold the event loop for a second at ten thousand
 * long documents. Words are taken in by slices, so that a long text holds nobody up.
 */
export function createEmbeddedIndex(slices: Slices): SearchIndex {
  const index = new Terms();
  const documents = new Map<DocumentId, Held>();
  /** By number. Numbers of documents that are gone are given again, so that the lists stay as short as the library. */
  const ids: (DocumentId | null)[] = [];
  const lengths: number[] = [];
  const freeNumbers: number[] = [];
  let totalLength = 0;
  let writing: Promise<void> = Promise.resolve();

  /** One write at a time: each leaves the lists whole, and the next finds them so. */
  function inTurn(write: () => Promise<void>): Promise<void> {
    const done = writing.then(write);
    writing = done.catch(() => {});
    return done;
  }

  async function write({ id, title, text }: IndexedDocument): Promise<void> {
    const { times, length } = await countForms(text, slices);
    const inTitle = new Set((await countForms(title, slices)).times.keys());
    const before = documents.get(id);
    const number = before?.number ?? freeNumbers.pop() ?? ids.length;
    if (number >= maxDocuments) throw new Error("The index in memory holds no more documents.");
    ids[number] = id;
    totalLength += length - (lengths[number] ?? 0);
    lengths[number] = length;

    const titleAlone = [...inTitle].filter((form) => !times.has(form));
    const terms = new Uint32Array(times.size + titleAlone.length);
    let done = 0;
    for (const [form, count] of times) {
      terms[done++] = index.put(form, pack(number, inTitle.has(form), count));
      if (done % stride === 0) await slices.rest();
    }
    for (const form of titleAlone) terms[done++] = index.put(form, pack(number, true, 0));

    const held: Held = { number, terms: terms.sort() };
    documents.set(id, held);
    if (before !== undefined) await leave(number, missingFrom(before.terms, held.terms));
  }

  async function erase(id: DocumentId): Promise<void> {
    const held = documents.get(id);
    if (held === undefined) return;
    documents.delete(id);
    ids[held.number] = null;
    totalLength -= lengths[held.number] ?? 0;
    lengths[held.number] = 0;
    await leave(held.number, held.terms);
    freeNumbers.push(held.number);
  }

  async function leave(number: number, terms: Iterable<number>): Promise<void> {
    let done = 0;
    for (const term of terms) {
      index.remove(term, number);
      if (++done % stride === 0) await slices.rest();
    }
  }

  /** Words that no document of the asker's has may slip. What others hold must change no answer, so it is theirs that are asked. */
  function lookUp(question: Question, mayFind: (id: DocumentId) => boolean): LookedUp[] {
    const known = new Map<number, boolean>();
    const isTheirs = (number: number) => {
      const id = ids[number] ?? null;
      // A document that is being taken out stands in some lists yet.
      const answer = known.get(number) ?? (id !== null && mayFind(id));
      known.set(number, answer);
      return answer;
    };
    const isThere = (terms: LookedUp["terms"]) => {
      for (const [{ postings }] of terms) {
        for (let place = 0; place < postings.count; place++) {
          if (isTheirs(documentOf(postings.packed[place] as number))) return true;
        }
      }
      return false;
    };
    return question.map((word) => {
      const asTyped = { sought: { ...word, maySlip: false }, terms: index.termsFor({ ...word, maySlip: false }) };
      if (isThere(asTyped.terms)) return asTyped;
      const sought = { ...word, maySlip: true };
      return { sought, terms: index.termsFor(sought) };
    });
  }

  /** What each document that fits any word is worth, and how many of the words fit it. */
  function weigh(words: readonly LookedUp[]): { worth: Float64Array; fitting: Uint8Array } {
    const worth = new Float64Array(ids.length);
    const fitting = new Uint8Array(ids.length);
    const best = new Float64Array(ids.length);
    const touched = new Uint32Array(ids.length);
    const averageLength = Math.max(1, totalLength / Math.max(1, documents.size));
    for (const { terms } of words) {
      let count = 0;
      for (const [{ postings }, weight] of terms) {
        const rarity = Math.log(1 + (documents.size - postings.count + 0.5) / (postings.count + 0.5));
        for (let place = 0; place < postings.count; place++) {
          const packed = postings.packed[place] as number;
          const number = documentOf(packed);
          const times = timesOf(packed);
          const long = 1 - lengthShare + (lengthShare * (lengths[number] as number)) / averageLength;
          const inText = (times * (saturation + 1)) / (times + saturation * long);
          const value = weight * rarity * (inText + (isInTitle(packed) ? titleWeight : 0));
          if (best[number] === 0) touched[count++] = number;
          // The likes of a word are many; the best of them counts, not their crowd.
          if (value > (best[number] as number)) best[number] = value;
        }
      }
      for (let place = 0; place < count; place++) {
        const number = touched[place] as number;
        worth[number] = (worth[number] as number) + (best[number] as number);
        fitting[number] = (fitting[number] as number) + 1;
        best[number] = 0;
      }
    }
    return { worth, fitting };
  }

  return {
    put: (document) => inTurn(() => write(document)),
    remove: (id) => inTurn(() => erase(id)),
    async search({ question: asked, mayFind, limit }: Asked) {
      if (asked.length === 0) return { ids: [], question: asked };
      const words = lookUp(asked, mayFind);
      const question = words.map(({ sought }) => sought);
      const { worth, fitting } = weigh(words);
      const bestOf = (words: number) => {
        const best = createBest(limit, mayFind);
        for (const [number, id] of ids.entries()) {
          if (id !== null && (fitting[number] as number) >= words) best.offer(id, worth[number] as number);
        }
        return best.ids();
      };
      const fittingAll = bestOf(question.length);
      return { ids: fittingAll.length > 0 || question.length === 1 ? fittingAll : bestOf(1), question };
    },
  };
}

class Terms {
  readonly #byForm = new Map<string, Term>();
  readonly #tree = new FormTree<Term>();
  readonly #byNumber: (Term | undefined)[] = [];
  readonly #freeNumbers: number[] = [];

  /** Notes one posting of a form; answers with the form's number. */
  put(form: string, packed: number): number {
    const known = this.#byForm.get(form);
    if (known !== undefined) {
      putPosting(known.postings, packed);
      return known.number;
    }
    const number = this.#freeNumbers.pop() ?? this.#byNumber.length;
    const term: Term = { number, form, postings: postingsOf(packed) };
    this.#byNumber[number] = term;
    this.#byForm.set(form, term);
    this.#tree.set(form, term);
    return number;
  }

  remove(number: number, document: number): void {
    const term = this.#byNumber[number];
    if (term === undefined) return;
    removePosting(term.postings, document);
    if (term.postings.count > 0) return;
    this.#byNumber[number] = undefined;
    this.#freeNumbers.push(number);
    this.#byForm.delete(term.form);
    this.#tree.delete(term.form);
  }

  /** Every term that fits a sought word, with how much it counts. */
  termsFor(sought: SoughtWord): Map<Term, number> {
    const weights = new Map<Term, number>();
    const counts = (term: Term, weight: number) => weights.set(term, Math.max(weight, weights.get(term) ?? 0));
    for (const form of sought.forms) {
      if (sought.mayGoOn) {
        for (const [found, term] of this.#tree.beginningWith(form)) counts(term, weightOfPrefix(form, found));
      } else {
        const term = this.#byForm.get(form);
        if (term !== undefined) counts(term, 1);
      }
      const slack = slackOf(form);
      if (slack === 0 || !sought.maySlip) continue;
      for (const [term, slips] of this.#tree.near(form, slack)) if (slips > 0) counts(term, weightOfSlip(form, slips));
    }
    return weights;
  }
}

/** How often each form stands in a text, and how many words the text has. */
async function countForms(text: string, slices: Slices): Promise<{ times: Map<string, number>; length: number }> {
  const words = new Map<string, number>();
  let length = 0;
  for (const { word } of wordsIn(text)) {
    words.set(word, (words.get(word) ?? 0) + 1);
    if (++length % stride === 0) await slices.rest();
  }
  const times = new Map<string, number>();
  let done = 0;
  for (const [word, count] of words) {
    for (const form of formsOf(word)) times.set(form, Math.min(maxTimes, (times.get(form) ?? 0) + count));
    if (++done % stride === 0) await slices.rest();
  }
  return { times, length };
}

/** What is in the first ascending list and not in the second. */
function* missingFrom(before: Uint32Array, now: Uint32Array): Generator<number> {
  let place = 0;
  for (const number of before) {
    while (place < now.length && (now[place] as number) < number) place++;
    if (now[place] !== number) yield number;
  }
}
