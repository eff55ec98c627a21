// @vitest-environment happy-dom
import { Editor } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { documentExtensions } from "../../shared/schema/documentExtensions.ts";
import {
  freshLetters,
  type Letters,
  letterRanges,
  type Random,
  randomDocument,
  randomEdits,
  seededRandom,
} from "../../shared/schema/testing/randomEdits.ts";
import { installSchemaGuard } from "./schemaGuard.ts";

/** How many pairs; AMBO_PAIRS asks for the long form, AMBO_FIRST_PAIR for one that was reported. */
const pairs = Number(process.env.AMBO_PAIRS ?? 200);
const firstSeed = Number(process.env.AMBO_FIRST_PAIR ?? 1);

const startClient = 1;
const maxRounds = 12;

interface Page {
  doc: Y.Doc;
  editor: Editor;
  blockedBy: string[];
  close: () => void;
}

function openPage(start: Uint8Array, clientID: number): Page {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  Y.applyUpdate(doc, start, "start");
  const blockedBy: string[] = [];
  const guard = installSchemaGuard(doc, (names) => blockedBy.push(...names));
  const editor = new Editor({ extensions: [...documentExtensions, Collaboration.configure({ document: doc })] });
  return {
    doc,
    editor,
    blockedBy,
    close: () => {
      guard.close();
      editor.destroy();
    },
  };
}

const lettersIn = (editor: Editor) => new Set(editor.state.doc.textContent);

/** Sends what the other lacks until nobody learns anything new; mending and the repair of tables may answer with edits. */
function exchange(one: Page, other: Page): number {
  let learnt = 0;
  const listen = () => learnt++;
  for (const { doc } of [one, other]) doc.on("update", listen);
  let rounds = 0;
  for (let before = -1; before !== learnt && rounds < maxRounds; rounds++) {
    before = learnt;
    const [fromOne, fromOther] = [
      Y.encodeStateAsUpdate(one.doc, Y.encodeStateVector(other.doc)),
      Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(one.doc)),
    ];
    Y.applyUpdate(one.doc, fromOther, "remote");
    Y.applyUpdate(other.doc, fromOne, "remote");
  }
  for (const { doc } of [one, other]) doc.off("update", listen);
  return rounds;
}

/** Where a letter stands in Yjs: its own id, and those of the text and the elements around it. */
interface Standing {
  id: Y.ID;
  around: Y.ID[];
}

function standings(doc: Y.Doc): Map<string, Standing> {
  const found = new Map<string, Standing>();
  for (const structs of doc.store.clients.values()) {
    for (const item of structs) {
      if (!(item instanceof Y.Item) || item.deleted || !(item.content instanceof Y.ContentString)) continue;
      const around: Y.ID[] = [];
      for (let up = parentOf(item); up !== null; up = parentOf(up)) around.push(up.id);
      [...item.content.str].forEach((letter, index) => {
        found.set(letter, { id: Y.createID(item.id.client, item.id.clock + index), around });
      });
    }
  }
  return found;
}

function parentOf(item: Y.Item): Y.Item | null {
  return item.parent instanceof Y.AbstractType ? item.parent._item : null;
}

/**
 * The one kind of loss that is left. Yjs cannot move: joining, lifting, wrapping, merging cells delete letters and write
 * them again at their new place. When that place is in an element of the starting document which the other one took away
 * at the same time (deleted it, or made it another kind of block, which deletes and writes again too), the rewritten
 * letters go with it, and the old ones are deleted already. Neither editor can know of the other; only identity of
 * characters across moves could bring such letters back.
 */
function wasMovedIntoWhatTheOtherTookAway(letter: string, mover: Sides, other: Sides): boolean {
  const standing = mover.standings.get(letter);
  if (standing === undefined || standing.id.client === startClient) return false;
  return standing.around.some((id) => id.client === startClient && isDeleted(other.doc, id));
}

function isDeleted(doc: Y.Doc, id: Y.ID): boolean {
  return Y.getItem(doc.store, id).deleted;
}

interface Sides {
  /** The page's document as it was before the exchange. */
  doc: Y.Doc;
  standings: Map<string, Standing>;
}

function sideOf(page: Page): Sides {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(page.doc));
  return { doc, standings: standings(doc) };
}

interface Outcome {
  edits: string;
  unexplained: string[];
  /** Letters that went the one way that is known. */
  known: string[];
  trouble: string[];
}

function runPair(seed: number): Outcome {
  const random = seededRandom(seed);
  const maker = openPage(Y.encodeStateAsUpdate(new Y.Doc()), startClient);
  maker.editor.commands.setContent(randomDocument(random, freshLetters(letterRanges.start)));
  const start = Y.encodeStateAsUpdate(maker.doc);
  maker.close();
  const one = openPage(start, 1000 + random(1000));
  const other = openPage(start, 3000 + random(1000));
  try {
    const names = [
      act(one, random, freshLetters(letterRanges.first)),
      act(other, random, freshLetters(letterRanges.second)),
    ];
    const [side, otherSide] = [sideOf(one), sideOf(other)];
    const [kept, keptByOther] = [lettersIn(one.editor), lettersIn(other.editor)];
    const rounds = exchange(one, other);
    const now = lettersIn(one.editor);
    const lost = [...kept].filter((letter) => keptByOther.has(letter) && !now.has(letter));
    const known = lost.filter(
      (letter) =>
        wasMovedIntoWhatTheOtherTookAway(letter, side, otherSide) ||
        wasMovedIntoWhatTheOtherTookAway(letter, otherSide, side),
    );
    return {
      edits: names.sort().join(" + "),
      known,
      unexplained: lost.filter((letter) => !known.includes(letter)),
      trouble: troubleOf(one, other, rounds),
    };
  } finally {
    one.close();
    other.close();
  }
}

function troubleOf(one: Page, other: Page, rounds: number): string[] {
  const trouble = [...one.blockedBy, ...other.blockedBy].map((name) => `an honest edit was taken for unknown: ${name}`);
  if (rounds >= maxRounds) trouble.push("the two never came to rest");
  if (one.doc.getXmlFragment("default").toString() !== other.doc.getXmlFragment("default").toString()) {
    trouble.push("their documents differ");
  }
  if (JSON.stringify(one.editor.getJSON()) !== JSON.stringify(other.editor.getJSON()))
    trouble.push("their screens differ");
  return trouble;
}

/** Mostly one edit, sometimes a few, so that there is something to undo. Tells which. */
function act({ editor }: Page, random: Random, letters: Letters): string {
  const done: string[] = [];
  const count = random(3) > 0 ? 1 : 2 + random(2);
  for (let attempt = 0; attempt < 20 && done.length < count; attempt++) {
    const edit = randomEdits[random(randomEdits.length)];
    if (edit?.run(editor, random, letters)) done.push(edit.name);
  }
  return done.join(", ");
}

test(
  "two people who change the same document at the same time agree, and nothing that both kept disappears",
  () => {
    const known = new Map<string, number[]>();
    for (let seed = firstSeed; seed < firstSeed + pairs; seed++) {
      const outcome = runPair(seed);
      const story = `seed ${seed}: ${outcome.edits}`;
      expect(outcome.trouble, story).toEqual([]);
      expect(outcome.unexplained, story).toEqual([]);
      if (outcome.known.length > 0) known.set(outcome.edits, [...(known.get(outcome.edits) ?? []), seed]);
    }
    const count = [...known.values()].flat().length;
    if (process.env.AMBO_PAIRS) console.log(`${count} of ${pairs} pairs lost letters in the known way:`, known);
    // Measured: 16 in 1,500 with one edit each, 19 in 1,200 with up to three. More would mean that something got worse.
    expect(count).toBeLessThanOrEqual(Math.max(8, pairs * 0.03));
  },
  1_000 * (60 + pairs),
);

test.each([
  [155, "header row + replace range"],
  [156, "bullet list + join forward"],
  [18, "clear blocks, bullet list + join back"],
  [10_153, "delete range + move block"],
])("seed %i (%s) still loses letters in the known way", (seed, edits) => {
  const outcome = runPair(seed);
  expect(outcome.edits).toBe(edits);
  expect(outcome.known.length).toBeGreaterThan(0);
});
