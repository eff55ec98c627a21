import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { type FileLayer, realFiles } from "./fileLayer.ts";
import { openCatalog } from "./lowdbCatalog.ts";
import { type CatalogPlace, catalogContract } from "./testing/catalog.contract.ts";
import { documentNamed } from "./testing/documents.ts";
import { newDocumentId } from "./testing/entries.ts";
import { createSimulatedMachine } from "./testing/simulatedStorage.ts";

async function realPlace(): Promise<CatalogPlace & { folder: string }> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "ambo-catalog-"));
  let mustFail = false;
  const files: FileLayer = {
    ...realFiles,
    create(file) {
      if (!mustFail) return realFiles.create(file);
      mustFail = false;
      return Promise.reject(new Error("ENOSPC"));
    },
  };
  return {
    folder,
    open: () =>
      openCatalog(folder, {
        files,
        quarantineFolder: path.join(folder, "quarantine"),
        warn: () => {},
        now: () => 1234,
      }),
    failNextWrite() {
      mustFail = true;
    },
    remove: () => fs.rm(folder, { recursive: true }),
  };
}

catalogContract("lowdb in a real folder", realPlace);

catalogContract("lowdb on a simulated machine", async () => {
  const machine = createSimulatedMachine(31);
  return {
    open: () => machine.openCatalog(),
    failNextWrite() {
      machine.disk.fault = ({ kind }) => {
        if (kind !== "sync") return null;
        machine.disk.fault = () => null;
        return { code: "EIO" };
      };
    },
    remove: async () => {},
  };
});

const id = newDocumentId();

/** A folder whose catalog was titled "First", "Second" and "Third", in this order. */
async function threeGenerations() {
  const place = await realPlace();
  const catalog = await place.open();
  for (const title of ["First", "Second", "Third"]) {
    await catalog.change((data) => {
      data.documents[id] = documentNamed(title);
    });
  }
  await catalog.close();
  const newest = path.join(place.folder, "catalog.json");
  return { place, newest, content: await fs.readFile(newest) };
}

const damages: Record<string, (content: Buffer) => Buffer> = {
  "an empty": () => Buffer.alloc(0),
  "a truncated": (content) => content.subarray(0, content.length / 2),
  "a NUL-filled": (content) => Buffer.alloc(content.length),
  "a wrong-shaped": () => Buffer.from('{"version":1,"documents":[]}'),
  "a foreign": () => Buffer.from('"hello"'),
};

for (const [name, damage] of Object.entries(damages)) {
  test(`${name} catalog gives way to the generation before, which is said, and is kept aside`, async () => {
    const { place, newest, content } = await threeGenerations();
    await fs.writeFile(newest, damage(content));
    const catalog = await place.open();
    expect(catalog.data.documents[id]?.title).toBe("Second");
    expect(catalog.openedFrom.generation).toBe(1);
    expect(catalog.openedFrom.problem).toContain("catalog.json was damaged");
    await catalog.change(() => {});
    expect(await fs.readFile(path.join(place.folder, "quarantine", "1234-catalog.json"))).toEqual(damage(content));
    const again = await place.open();
    expect(again.openedFrom).toEqual({ generation: 0, problem: null });
    expect(again.data.documents[id]?.title).toBe("Second");
    await place.remove();
  });
}

test("two damaged generations give way to the third, and three are told as a loss", async () => {
  const { place, newest } = await threeGenerations();
  await fs.writeFile(newest, "");
  await fs.writeFile(path.join(place.folder, "catalog.1.json"), "");
  const catalog = await place.open();
  expect(catalog.openedFrom.generation).toBe(2);
  expect(catalog.data.documents[id]?.title).toBe("First");
  await fs.writeFile(path.join(place.folder, "catalog.2.json"), "");
  const lost = await place.open();
  expect(lost.openedFrom.generation).toBe("new");
  expect(lost.openedFrom.problem).toContain("catalog.2.json was damaged");
  await place.remove();
});

test("a catalog file that vanished is told, not taken for a new folder", async () => {
  const { place, newest } = await threeGenerations();
  await fs.rm(newest);
  const catalog = await place.open();
  expect(catalog.openedFrom).toEqual({ generation: 1, problem: "catalog.json is missing." });
  await place.remove();
});

test("only the owner of the folder can read the catalog", async () => {
  const { place, newest } = await threeGenerations();
  for (const name of [newest, path.join(place.folder, "catalog.1.json"), path.join(place.folder, "catalog.2.json")]) {
    expect((await fs.stat(name)).mode & 0o777).toBe(0o600);
  }
  await place.remove();
});

test("after a kill or a power cut at any step of a write, the catalog is the one before or the one after, and says no problem", async () => {
  for (const isPowerCut of [false, true]) {
    for (let seed = 1; seed <= 8; seed++) {
      for (let step = 0; ; step++) {
        const machine = createSimulatedMachine(seed);
        const catalog = await machine.openCatalog();
        for (const title of ["First", "Second", "Third"]) {
          await catalog.change((data) => {
            data.documents[id] = documentNamed(title);
          });
        }
        machine.disk.stopAfter(machine.disk.operations + step);
        const changing = catalog.change((data) => {
          data.documents[id] = documentNamed("Fourth");
        });
        const outcome = await Promise.race([
          changing.then(() => "written"),
          machine.disk.stopped.then(() => "stopped"),
        ]);
        if (isPowerCut) machine.cutPower();
        else machine.crash();
        const again = await machine.openCatalog();
        const title = again.data.documents[id]?.title;
        if (outcome === "written") expect(title).toBe("Fourth");
        else expect(["Third", "Fourth"]).toContain(title);
        expect(again.openedFrom).toEqual({ generation: 0, problem: null });
        await again.change(() => {});
        if (outcome === "written") break;
      }
    }
  }
});

test("a change that was refused at any step of its write is not there after a restart, and one that was made is", async () => {
  for (const isPowerCut of [false, true]) {
    for (const before of [[], ["First"], ["First", "Second", "Third"]]) {
      for (let step = 1; ; step++) {
        const machine = createSimulatedMachine(step);
        const catalog = await machine.openCatalog();
        for (const title of before) {
          await catalog.change((data) => {
            data.documents[id] = documentNamed(title);
          });
        }
        const failing = machine.disk.operations + step;
        machine.disk.fault = ({ count }) => (count === failing ? { code: "EIO" } : null);
        const changing = catalog.change((data) => {
          data.documents[id] = documentNamed("New");
        });
        const outcome = await changing.then(
          () => "made",
          () => "refused",
        );
        const isBeyond = machine.disk.operations < failing;
        expect(catalog.data.documents[id]?.title).toBe(outcome === "made" ? "New" : before.at(-1));
        if (isPowerCut) machine.cutPower();
        else machine.crash();
        const again = await machine.openCatalog();
        expect(again.data.documents[id]?.title).toBe(outcome === "made" ? "New" : before.at(-1));
        expect(again.openedFrom.problem).toBeNull();
        if (isBeyond) break;
      }
    }
  }
});

test("a refused change that the disk would not undo is gone once the catalog is closed in order", async () => {
  const machine = createSimulatedMachine(3);
  const catalog = await machine.openCatalog();
  await catalog.change((data) => {
    data.documents[id] = documentNamed("Old");
  });
  let links = 0;
  machine.disk.fault = ({ kind }) =>
    kind === "syncFolder" || (kind === "link" && ++links > 1) ? { code: "EIO" } : null;
  const refused = catalog.change((data) => {
    data.documents[id] = documentNamed("Refused");
  });
  await expect(refused).rejects.toThrow("could not be undone");
  machine.disk.fault = () => null;
  await catalog.close();
  machine.crash();
  expect((await machine.openCatalog()).data.documents[id]?.title).toBe("Old");
});
