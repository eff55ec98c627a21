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
} from "../../shared/schema/randomEdits.ts";
import { installSchemaGuard } from "./schemaGuard.ts";

/** How many pairs; set AMBO_PAIRS for the long form. */
const pairs = Number(process.env.AMBO_PAIRS ?? 300);

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
  for (let before = -1; before !== learnt && rounds < 12; rounds++) {
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

interface Outcome {
  edits: string[];
  lost: string[];
  trouble: string | null;
}

function runPair(seed: number): Outcome {
  const random = seededRandom(seed);
  const letters = freshLetters(letterRanges.start);
  const maker = openPage(Y.encodeStateAsUpdate(new Y.Doc()), 1);
  maker.editor.commands.setContent(randomDocument(random, letters));
  const start = Y.encodeStateAsUpdate(maker.doc);
  maker.close();
  const one = openPage(start, 1000 + random(1000));
  const other = openPage(start, 3000 + random(1000));
  try {
    const edits = [
      act(one, random, freshLetters(letterRanges.first)),
      act(other, random, freshLetters(letterRanges.second)),
    ];
    const [kept, keptByOther] = [lettersIn(one.editor), lettersIn(other.editor)];
    const rounds = exchange(one, other);
    const [now, nowOther] = [one.editor.state.doc, other.editor.state.doc];
    const lost = [...kept].filter((letter) => keptByOther.has(letter) && !lettersIn(one.editor).has(letter));
    const trouble =
      rounds >= 12
        ? "never came to rest"
        : one.doc.getXmlFragment("default").toString() !== other.doc.getXmlFragment("default").toString()
          ? "different state"
          : JSON.stringify(now.toJSON()) !== JSON.stringify(nowOther.toJSON())
            ? "different text"
            : [...one.blockedBy, ...other.blockedBy].length > 0
              ? `blocked by ${[...one.blockedBy, ...other.blockedBy]}`
              : null;
    return { edits, lost, trouble };
  } finally {
    one.close();
    other.close();
  }
}

function act({ editor }: Page, random: Random, letters: Letters): string {
  for (let attempt = 0; attempt < 20; attempt++) {
    const edit = randomEdits[random(randomEdits.length)];
    if (edit?.run(editor, random, letters)) return edit.name;
  }
  return "nothing";
}

test("survey", () => {
  const lost = new Map<string, number[]>();
  for (let seed = 1; seed <= pairs; seed++) {
    const outcome = runPair(seed);
    if (outcome.trouble) console.log(seed, outcome.edits.join(" | "), outcome.trouble);
    if (outcome.lost.length > 0) {
      const key = [...outcome.edits].sort().join(" + ");
      lost.set(key, [...(lost.get(key) ?? []), seed]);
    }
  }
  console.log(lost);
  expect(true).toBe(true);
}, 3_600_000);
