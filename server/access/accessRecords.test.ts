import { expect, test } from "vitest";
import { type DocumentId, type InvitationId, type LinkId, type MemberId, makeId } from "../../shared/ids.ts";
import { hashOfToken } from "../accounts/linkTokens.ts";
import { findWay } from "../sharing/enter.ts";
import type { Catalog, CatalogData } from "../storage/catalog.ts";
import { openSideTable } from "../storage/levelSideTable.ts";
import { createSimulatedMachine, type SimulatedMachine, seededRandom } from "../storage/testing/simulatedStorage.ts";
import { type Access, accessOf } from "./access.ts";
import type { AccessChange } from "./accessChanges.ts";
import { type AccessRecord, type AccessRecords, openAccessRecords } from "./accessRecords.ts";

const random = seededRandom(5);
const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
const documentId = makeId<DocumentId>(randomBytes);
const [ana, ben, cleo] = [1, 2, 3].map(() => makeId<MemberId>(randomBytes)) as [MemberId, MemberId, MemberId];
const link = makeId<LinkId>(randomBytes);
const invitation = makeId<InvitationId>(randomBytes);
const color = { hue: 20, step: 1 } as const;
const now = 1_000;

interface Life {
  catalog: Catalog;
  records: AccessRecords;
  /** What open sockets were told. */
  told: AccessChange[];
}

async function start(machine: SimulatedMachine): Promise<Life> {
  const catalog = await machine.openCatalog();
  const told: AccessChange[] = [];
  const records = await openAccessRecords({
    catalog,
    table: openSideTable<AccessRecord>(await machine.level.open(), "access-records"),
    now: () => now,
    logger: { warn() {} },
    onChanged: (changes) => told.push(...changes),
  });
  return { catalog, records, told };
}

/** Ana owns, Ben edits by name, Cleo edits by a link; somebody is invited. Each of the three generations of the catalog says so. */
async function furnish({ catalog, records }: Life): Promise<void> {
  await catalog.change((data) => {
    for (const [id, name] of [
      [ana, "Ana"],
      [ben, "Ben"],
      [cleo, "Cleo"],
    ] as const) {
      data.members[id] = { name, createdAt: 1 };
    }
    data.documents[documentId] = {
      title: "Minutes",
      createdAt: 1,
      createdBy: ana,
      members: {
        [ana]: { role: "owner", color, since: 1 },
        [ben]: { role: "editor", color, since: 2 },
        [cleo]: { role: "editor", color, since: 3, via: link },
      },
      links: { [link]: { role: "editor", tokenHash: hashOfToken("the link"), by: ana, at: 1, expiresAt: null } },
      invitations: {
        [invitation]: { email: "dan@x.org", role: "editor", by: ana, at: 1, tokenHash: hashOfToken("the invitation") },
      },
    };
  });
  for (const name of ["Benno", "Ben"]) {
    await catalog.change((data) => {
      (data.members[ben] as { name: string }).name = name;
    });
  }
  // An earlier change, so that a number above none is what is replayed.
  const event = { what: "reopened", by: ana, at: 4 } as const;
  await records.change(ana, () => [{ what: "shelf", documentId, shelf: null, event }]);
}

const roleOf = (catalog: Catalog, member: MemberId): Access["role"] | null =>
  accessOf(catalog, member, documentId, now)?.role ?? null;

const takenAway: Record<string, { change: AccessChange; isGone: (catalog: Catalog) => boolean }> = {
  "a membership": {
    change: { what: "membership", documentId, member: ben, membership: null },
    isGone: (catalog) => roleOf(catalog, ben) === null,
  },
  "a role": {
    change: { what: "membership", documentId, member: ben, membership: { role: "viewer", color, since: 2 } },
    isGone: (catalog) => roleOf(catalog, ben) === "viewer",
  },
  "a membership, together with the way back by a link": {
    change: { what: "membership", documentId, member: ben, membership: null, shutOutAt: now },
    isGone: (catalog) => catalog.data.documents[documentId]?.shutOut?.[ben] === now && roleOf(catalog, ben) === null,
  },
  "a link": {
    change: { what: "link", documentId, id: link, link: null },
    isGone: (catalog) => roleOf(catalog, cleo) === null && findWay(catalog.data, "the link", now) === null,
  },
  "an invitation": {
    change: { what: "invitation", documentId, id: invitation, invitation: null },
    isGone: (catalog) => findWay(catalog.data, "the invitation", now) === null,
  },
  "a document that went to the trash": {
    change: { what: "shelf", documentId, shelf: "trash", event: { what: "trashed", by: ana, at: now } },
    isGone: (catalog) => roleOf(catalog, ben) === null,
  },
  "a document that was purged": {
    change: { what: "purged", documentId },
    isGone: (catalog) => catalog.data.documents[documentId] === undefined,
  },
  "the rights of somebody who was suspended": {
    change: { what: "suspended", member: ben, suspended: { by: ana, at: now } },
    isGone: (catalog) => roleOf(catalog, ben) === null,
  },
};

async function reopened(machine: SimulatedMachine, damagedGenerations: number): Promise<Life> {
  for (const file of ["catalog.json", "catalog.1.json"].slice(0, damagedGenerations)) {
    try {
      machine.disk.damage(`/data/${file}`, (content) => content.subarray(0, content.length / 2));
    } catch {
      // In the middle of a write there is a moment without the older one.
    }
  }
  return start(machine);
}

/** How many operations on the disk a change takes from beginning to end. */
async function operationsOf(change: AccessChange): Promise<number> {
  const machine = createSimulatedMachine(1);
  const life = await start(machine);
  await furnish(life);
  const before = machine.disk.operations;
  await life.records.change(ana, () => [change]);
  return machine.disk.operations - before;
}

for (const [what, { change, isGone }] of Object.entries(takenAway)) {
  test(`${what} does not come back, wherever the server stops and whichever catalog is read then`, async () => {
    const operations = await operationsOf(change);
    expect(operations).toBeGreaterThan(5);
    let recordedOnly = 0;
    for (let stopAfter = 0; stopAfter <= operations; stopAfter++) {
      for (const end of ["crash", "cutPower"] as const) {
        for (const damagedGenerations of [0, 1, 2]) {
          const machine = createSimulatedMachine(stopAfter + 1);
          const life = await start(machine);
          await furnish(life);
          expect(isGone(life.catalog)).toBe(false);
          let isDone = false;
          machine.disk.stopAfter(machine.disk.operations + stopAfter);
          const changing = life.records
            .change(ana, () => [change])
            .then(() => {
              isDone = true;
            });
          await Promise.race([changing, machine.disk.stopped]);
          const wasTold = life.told.length > 1;
          expect(wasTold).toBe(isDone);
          const isInCatalog = isGone(life.catalog);
          machine[end]();
          const next = await reopened(machine, damagedGenerations);
          // Two generations may be names of one file for a moment; with all of them damaged there is nothing to give back.
          if (next.catalog.openedFrom.generation === "new") continue;
          const state = { stopAfter, end, damagedGenerations, isGone: isGone(next.catalog) };
          // After the first operation, the record's, it is decided, whatever the catalog came to know.
          if (stopAfter > 0 || isDone) expect(state).toEqual({ ...state, isGone: true });
          if (state.isGone && !isInCatalog && !isDone) recordedOnly++;
          // And it stays so for the process after that.
          machine.crash();
          expect(isGone((await start(machine)).catalog)).toBe(state.isGone);
        }
      }
    }
    expect(recordedOnly).toBeGreaterThan(0);
  });
}

test("after a fallback to an older catalog links stay closed, with those who came by them, also when the start itself writes", async () => {
  const machine = createSimulatedMachine(3);
  const life = await start(machine);
  await furnish(life);
  expect(roleOf(life.catalog, cleo)).toBe("editor");
  machine.crash();
  const second = await reopened(machine, 1);
  const isClosed = (catalog: Catalog) =>
    catalog.data.documents[documentId]?.linksClosed === true &&
    roleOf(catalog, cleo) === null &&
    findWay(catalog.data, "the link", now) === null &&
    findWay(catalog.data, "the invitation", now) === null;
  expect(findWay(life.catalog.data, "the invitation", now)).not.toBeNull();
  expect(isClosed(second.catalog)).toBe(true);
  expect(roleOf(second.catalog, ben)).toBe("editor");
  await second.catalog.change((data) => {
    (data.members[ana] as { name: string }).name = "Anna";
  });
  machine.crash();
  const third = await start(machine);
  expect(third.catalog.openedFrom).toEqual({ generation: 0, problem: null });
  expect(isClosed(third.catalog)).toBe(true);
});

test("a catalog that is older than the records reach back has its links closed", async () => {
  const machine = createSimulatedMachine(4);
  const life = await start(machine);
  await furnish(life);
  const table = openSideTable<AccessRecord>(await machine.level.open(), "access-records");
  for (const { key } of await table.list("")) await table.delete(key);
  await table.put("000000000009", { at: 5, by: ana, changes: [] });
  machine.crash();
  const { catalog } = await start(machine);
  expect(catalog.data.documents[documentId]?.linksClosed).toBe(true);
  expect(catalog.data.accessUpTo).toBe(9);
});

test("a change that the catalog refuses is not made by the next start either", async () => {
  const machine = createSimulatedMachine(6);
  const life = await start(machine);
  await furnish(life);
  const { change, isGone } = takenAway["a membership"] as (typeof takenAway)[string];
  machine.disk.fault = ({ path }) => (path.includes("catalog") ? { code: "ENOSPC" } : null);
  await expect(life.records.change(ana, () => [change])).rejects.toThrow();
  machine.disk.fault = () => null;
  expect(life.told).toHaveLength(1);
  machine.crash();
  const next = await start(machine);
  expect(isGone(next.catalog)).toBe(false);
  await next.records.change(ana, () => [change]);
  expect(isGone(next.catalog)).toBe(true);
});

test("a record that cannot be written changes nothing, and nobody is told", async () => {
  const machine = createSimulatedMachine(7);
  const life = await start(machine);
  await furnish(life);
  machine.disk.fault = ({ kind }) => (kind === "batch" ? { code: "ENOSPC" } : null);
  const { change, isGone } = takenAway["a membership"] as (typeof takenAway)[string];
  await expect(life.records.change(ana, () => [change])).rejects.toThrow();
  expect(isGone(life.catalog)).toBe(false);
  expect(life.told).toHaveLength(1);
});

test("changes are planned one after the other, on what the one before has left", async () => {
  const life = await start(createSimulatedMachine(8));
  await furnish(life);
  /** Lets an owner go, unless it is the last. */
  const lowers = (member: MemberId) => (data: Readonly<CatalogData>) => {
    const members = data.documents[documentId]?.members ?? {};
    if (Object.values(members).filter(({ role }) => role === "owner").length < 2)
      throw new Error("The last owner stays.");
    return [{ what: "membership", documentId, member, membership: { role: "viewer", color, since: 1 } } as const];
  };
  await life.records.change(ana, () => [
    { what: "membership", documentId, member: ben, membership: { role: "owner", color, since: 2 } },
  ]);
  const outcomes = await Promise.allSettled([
    life.records.change(ana, lowers(ben)),
    life.records.change(ben, lowers(ana)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(roleOf(life.catalog, ana)).toBe("owner");
});

test("a plan that something else overtakes is made again, and only what stands in the end is recorded", async () => {
  const machine = createSimulatedMachine(9);
  const life = await start(machine);
  await furnish(life);
  const renaming = life.catalog.change((data) => {
    const membership = data.documents[documentId]?.members[ben];
    if (membership !== undefined) membership.color = { hue: 200, step: 0 };
  });
  // Planned on the old colour; by the time the catalog is written there is another.
  const changes = await life.records.change(ana, (data) => {
    const known = data.documents[documentId]?.members[ben];
    return [{ what: "membership", documentId, member: ben, membership: { color, since: 0, ...known, role: "viewer" } }];
  });
  await renaming;
  expect(changes).toMatchObject([{ membership: { role: "viewer", color: { hue: 200, step: 0 } } }]);
  expect(life.catalog.data.documents[documentId]?.members[ben]?.color).toEqual({ hue: 200, step: 0 });
  const table = openSideTable<AccessRecord>(await machine.level.open(), "access-records");
  expect((await table.list("")).map(({ value }) => value.changes)).toContainEqual(changes);
});

test("a recovered document gets no members back from the records", async () => {
  const machine = createSimulatedMachine(10);
  const life = await start(machine);
  await furnish(life);
  await life.records.change(ana, () => [
    { what: "membership", documentId, member: ben, membership: { role: "owner", color, since: 2 } },
  ]);
  await life.catalog.change((data) => {
    data.accessUpTo = 0;
    data.documents[documentId] = {
      title: "Recovered document",
      createdAt: 9,
      createdBy: null,
      recovered: true,
      members: {},
    };
  });
  machine.crash();
  const { catalog } = await start(machine);
  expect(catalog.data.documents[documentId]?.members).toEqual({});
  expect(roleOf(catalog, ben)).toBeNull();
});

test("links and invitations of a recovered document, which only the records know, open nothing until an admin has looked", async () => {
  const machine = createSimulatedMachine(12);
  const life = await start(machine);
  await life.catalog.change((data) => {
    data.members[ana] = { name: "Ana", createdAt: 1 };
    data.documents[documentId] = {
      title: "Minutes",
      createdAt: 1,
      createdBy: ana,
      members: { [ana]: { role: "owner", color, since: 1 } },
    };
  });
  const waiting = {
    email: "dan@x.org",
    role: "owner",
    by: ana,
    at: 1,
    tokenHash: hashOfToken("the invitation"),
  } as const;
  const open = { role: "editor", tokenHash: hashOfToken("the link"), by: ana, at: 1, expiresAt: null } as const;
  await life.records.change(ana, () => [{ what: "link", documentId, id: link, link: open }]);
  await life.records.change(ana, () => [{ what: "invitation", documentId, id: invitation, invitation: waiting }]);
  expect(findWay(life.catalog.data, "the link", now)).not.toBeNull();
  // As after an older catalog that did not know the document: reconciliation makes an entry without anybody.
  await life.catalog.change((data) => {
    data.accessUpTo = 0;
    data.documents[documentId] = { title: "", createdAt: 9, createdBy: null, recovered: true, members: {} };
  });
  machine.crash();
  const { catalog } = await start(machine);
  expect(Object.keys(catalog.data.documents[documentId]?.links ?? {})).toEqual([link]);
  expect(findWay(catalog.data, "the link", now)).toBeNull();
  expect(findWay(catalog.data, "the invitation", now)).toBeNull();
});

test("after a fallback the links that the records bring back stay closed like all others", async () => {
  const machine = createSimulatedMachine(13);
  const life = await start(machine);
  await furnish(life);
  const later = makeId<LinkId>(randomBytes);
  const made = { role: "editor", tokenHash: hashOfToken("the later link"), by: ana, at: 1, expiresAt: null } as const;
  await life.catalog.change((data) => {
    const document = data.documents[documentId];
    delete document?.links;
    delete document?.invitations;
  });
  await life.records.change(ana, () => [{ what: "link", documentId, id: later, link: made }]);
  machine.crash();
  const { catalog } = await reopened(machine, 1);
  expect(catalog.data.documents[documentId]?.links?.[later]).toBeDefined();
  expect(findWay(catalog.data, "the later link", now)).toBeNull();
});

test("the records do not grow without bound", async () => {
  const machine = createSimulatedMachine(11);
  const life = await start(machine);
  await furnish(life);
  for (let index = 0; index < 1_100; index++) {
    const suspended = index % 2 === 0 ? { by: ana, at: index } : null;
    await life.records.change(ana, () => [{ what: "suspended", member: ben, suspended }]);
  }
  const table = openSideTable<AccessRecord>(await machine.level.open(), "access-records");
  const kept = await table.list("");
  expect(kept).toHaveLength(1_000);
  expect(Number(kept.at(-1)?.key)).toBe(life.catalog.data.accessUpTo);
}, 30_000);
