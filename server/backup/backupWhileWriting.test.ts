import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import * as Y from "yjs";
import type { DocumentId } from "../../shared/ids.ts";
import { refusals } from "../../shared/refusal.ts";
import { askControlSocket } from "../askControlSocket.ts";
import { createServer } from "../createServer.ts";
import { Page } from "../simulation/page.ts";
import { createRandom } from "../simulation/random.ts";
import { assertReached } from "../simulation/reach.ts";
import { openDataFolder } from "../storage/dataFolder.ts";
import { atServer } from "../testServer.ts";
import { visitorWith } from "../torture/visitor.ts";
import { runCommand } from "./commands.ts";
import type { BackupWritten } from "./writeBackup.ts";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const needs = { random: randomBytes, now: Date.now, logger: quiet, version: "0.0.0" };

async function until(isSo: () => boolean, pages: readonly Page[]): Promise<void> {
  while (!isSo()) {
    for (const page of pages) page.pump();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

test("a backup taken while two people write has every edit that was saved by then, and their pages keep apart from it", async () => {
  await atServer({}, async (server) => {
    const [ana, ben] = [await server.signsIn("Ana"), await server.signsIn("Ben")];
    const { id } = await ana.creates("Minutes");
    await ana.shares(id, ben, "editor");
    const place = path.dirname(server.dataFolder);
    const backup = path.join(place, "backup.zip");
    const commands = {
      ...needs,
      workingFolder: place,
      dataFolder: server.dataFolder,
      askServer: (file: string) => askControlSocket<BackupWritten>(server.dataFolder, { ask: "backup", file }),
    };

    const random = createRandom(11);
    const writers = [ana, ben].map(({ cookie, me }, index) => {
      const page = new Page(me.name, 100 + index);
      page.dial(visitorWith(cookie).dialer(server.url, id));
      return page;
    });
    await until(() => writers.every(({ isSynced }) => isSynced), writers);
    let isOver = false;
    let edits = 0;
    const writing = writers.map(async (page) => {
      while (!isOver) {
        page.pump();
        page.edit(random);
        edits++;
        page.pump();
        await new Promise((resolve) => setTimeout(resolve, random.below(4)));
      }
    });
    await until(() => edits >= 100, writers);
    // What each was told is saved before anybody asked for the backup.
    const saved = writers.map(({ acknowledged }) => ({
      clocks: new Map(acknowledged.clocks),
      deleted: [...acknowledged.deleted],
    }));
    const sentence = await runCommand(commands, "backup", ["backup.zip"]);
    expect(sentence).toMatch(/backup\.zip holds everything as it was at \S+: 1 document, \d+ kB\.$/);
    const editsAtAnswer = edits;
    await until(() => edits >= editsAtAnswer + 50, writers);
    isOver = true;
    await Promise.all(writing);
    await until(() => writers.every(({ isAcknowledged }) => isAcknowledged), writers);
    for (const page of writers) page.hangUp();
    expect(saved.every(({ clocks }) => clocks.size > 0)).toBe(true);

    const restoring = runCommand(commands, "restore-backup", ["backup.zip", "restored"]);
    expect(await restoring).toContain("1 document");
    const copy = await textIn(path.join(place, "restored"), id);
    for (const [index, reach] of saved.entries())
      assertReached(copy, reach, `writer ${index} was told that it is saved`);

    const config = { dataFolder: path.join(place, "restored"), host: "127.0.0.1", port: 0, publicUrl: null };
    const again = await createServer(
      { ...config, logLevel: "silent", mail: null, oidc: null, trustProxy: false },
      { logger: quiet },
    );
    try {
      await again.listen();
      const [first] = writers;
      if (first === undefined) throw new Error("Ana wrote.");
      const words = first.doc.getXmlFragment("default").toString();
      // A page of before: with its epoch, run and the seq that it was told.
      first.dial(visitorWith(ana.cookie).dialer(again.url, id));
      await until(() => first.closeCode !== null, [first]);
      expect(first.closeCode).toBe(refusals["epoch-changed"].closeCode);
      expect(first.doc.getXmlFragment("default").toString()).toBe(words);
      // A page that opens the document anew is let in by the same login, and sees what was saved.
      const fresh = new Page("Ana again", 300);
      fresh.dial(visitorWith(ana.cookie).dialer(again.url, id));
      await until(() => fresh.isSynced, [fresh]);
      expect(fresh.doc.getXmlFragment("default").toString()).toBe(copy.getXmlFragment("default").toString());
      fresh.hangUp();
    } finally {
      await again.close();
    }
    expect((await readFile(backup)).subarray(0, 2).toString()).toBe("PK");
  });
}, 60_000);

test("the command asks the server that runs, opens the folder when none does, and refuses in sentences", async () => {
  await atServer({}, async (server) => {
    const place = path.dirname(server.dataFolder);
    const ana = await server.signsIn("Ana");
    await ana.creates("One");
    const commands = {
      ...needs,
      workingFolder: place,
      dataFolder: server.dataFolder,
      askServer: (file: string) => askControlSocket<BackupWritten>(server.dataFolder, { ask: "backup", file }),
    };
    await expect(runCommand(commands, "backup", [])).rejects.toThrow("npm run backup -- <file>");
    await expect(runCommand(commands, "backup", ["nowhere/b.zip"])).rejects.toThrow("There is no folder");
    await expect(runCommand(commands, "restore-backup", ["b.zip"])).rejects.toThrow("<empty folder>");
    await runCommand(commands, "backup", ["running.zip"]);
    await expect(runCommand(commands, "backup", ["running.zip"])).rejects.toThrow("is there already");
    // A folder in use is no place to restore to.
    await expect(runCommand(commands, "restore-backup", ["running.zip", "data"])).rejects.toThrow("holds the data");
    await expect(
      runCommand({ ...commands, dataFolder: path.join(place, "other") }, "backup", ["b.zip"]),
    ).rejects.toThrow("There is no data in");
    // One that cannot be asked still holds the lock.
    await expect(runCommand({ ...commands, askServer: async () => null }, "backup", ["b.zip"])).rejects.toThrow(
      "Another process is using the data folder",
    );
    const two = [1, 2].map((number) =>
      askControlSocket(server.dataFolder, { ask: "backup", file: path.join(place, `at-once-${number}.zip`) }),
    );
    const outcomes = await Promise.allSettled(two);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(askControlSocket(server.dataFolder, { ask: "backup", file: "b.zip" })).rejects.toThrow(
      "from the root on",
    );
    await server.server.close();
    expect(await runCommand(commands, "backup", ["stopped.zip"])).toContain("1 document");
    expect(await runCommand(commands, "restore-backup", ["stopped.zip", "restored"])).toContain("1 document");
  });
}, 60_000);

async function textIn(folder: string, id: DocumentId): Promise<Y.Doc> {
  const data = await openDataFolder(folder, { ...needs, logger: quiet });
  try {
    const doc = new Y.Doc();
    for (const { update } of await data.log.entries(id, 0, Number.MAX_SAFE_INTEGER)) Y.applyUpdate(doc, update);
    return doc;
  } finally {
    await data.close();
  }
}
