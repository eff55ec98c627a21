/**
 * A real server process, real sockets, a real disk, and kill -9 at random moments. After each kill the folder is opened and every
 * document replayed from its log: nothing may be missing that was acknowledged to its author or seen by somebody else.
 */

import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import { Page } from "../simulation/page.ts";
import { createRandom, type Random } from "../simulation/random.ts";
import { assertReached } from "../simulation/reach.ts";
import { openDataFolder } from "../storage/dataFolder.ts";
import { type ChildServer, startChildServer } from "./childServer.ts";
import { signIn, type Visitor } from "./visitor.ts";

export interface TortureOptions {
  rounds: number;
  seed: number;
  /** Longest time between the writers' start and the kill, milliseconds. */
  longestRoundMs: number;
  tell?: (line: string) => void;
}

export interface TortureFigures {
  rounds: number;
  /** Positions (letters and structure) that authors were told are saved, over all rounds. */
  acknowledged: number;
  /** Positions that somebody else had on the screen. */
  seen: number;
  edits: number;
  lost: string[];
}

interface Writer {
  page: Page;
  visitor: Visitor;
  documentId: DocumentId;
}

const documents = 3;
const writersEach = 3;

export async function torture(options: TortureOptions): Promise<TortureFigures> {
  const random = createRandom(options.seed);
  const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), "ambo-torture-"));
  const figures: TortureFigures = { rounds: 0, acknowledged: 0, seen: 0, edits: 0, lost: [] };
  let server: ChildServer | null = null;
  try {
    server = await startChildServer(folder);
    const writers = await gatherWriters(server.url);
    for (let round = 1; round <= options.rounds; round++) {
      server ??= await startChildServer(folder);
      const edits = await writeUntilKilled(server, writers, random, options.longestRoundMs);
      server = null;
      figures.edits += edits;
      figures.rounds = round;
      await check(folder, writers, figures, round);
      options.tell?.(`round ${round}: ${edits} edits, ${figures.lost.length} lost so far`);
    }
  } finally {
    await server?.kill9();
    await fs.promises.rm(folder, { recursive: true, force: true });
  }
  return figures;
}

async function gatherWriters(url: string): Promise<Writer[]> {
  const writers: Writer[] = [];
  let clientId = 1_000;
  for (let document = 0; document < documents; document++) {
    const first = await signIn(url, `Writer ${document}`);
    const documentId = await first.createsDocument(url);
    for (let index = 0; index < writersEach; index++) {
      const visitor = index === 0 ? first : await signIn(url, `Writer ${document}.${index}`);
      if (visitor !== first) await first.sharesWith(url, documentId, visitor.member);
      writers.push({ page: new Page(`Writer ${document}.${index}`, ++clientId), visitor, documentId });
    }
  }
  return writers;
}

/** Everybody writes at once over their sockets until the process is killed in the middle of it. Resolves with the edits made. */
async function writeUntilKilled(
  server: ChildServer,
  writers: readonly Writer[],
  random: Random,
  longestMs: number,
): Promise<number> {
  let edits = 0;
  let isOver = false;
  const loops = writers.map(async ({ page, visitor, documentId }) => {
    while (!isOver) {
      if (page.line.state === "closed") page.dial(visitor.dialer(server.url, documentId));
      page.pump();
      if (page.isSynced || random.chance(0.2)) {
        page.edit(random);
        edits++;
      }
      page.pump();
      await new Promise((resolve) => setTimeout(resolve, random.below(6)));
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 100 + random.below(longestMs)));
  await server.kill9();
  isOver = true;
  await Promise.all(loops);
  for (const { page } of writers) {
    // What had arrived when the process died was on the screen.
    page.pump();
    page.loseServer();
  }
  return edits;
}

async function check(
  folder: string,
  writers: readonly Writer[],
  figures: TortureFigures,
  round: number,
): Promise<void> {
  const storage = await openDataFolder(folder, {
    logger: { warn() {} },
    now: Date.now,
    random: randomBytes,
  });
  try {
    for (const documentId of new Set(writers.map((writer) => writer.documentId))) {
      const doc = new Y.Doc();
      for (const entry of await storage.log.entries(documentId, 0, Number.MAX_SAFE_INTEGER))
        Y.applyUpdate(doc, entry.update);
      for (const { page } of writers.filter((writer) => writer.documentId === documentId)) {
        figures.acknowledged += sum(page.acknowledged.clocks);
        figures.seen += sum(page.seen.clocks);
        for (const [reach, claim] of [
          [page.acknowledged, "was told that this is saved"],
          [page.seen, "had seen this"],
        ] as const) {
          try {
            assertReached(doc, reach, `${page.name} ${claim}`);
          } catch (error) {
            figures.lost.push(`round ${round}: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
      }
      doc.destroy();
    }
    if (storage.log.damage().length > 0) figures.lost.push(`round ${round}: a kill left damage in the journal`);
  } finally {
    await storage.close();
  }
}

function sum(clocks: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const clock of clocks.values()) total += clock;
  return total;
}
