import { expect, test } from "vitest";
import { type DocumentId, type MemberId, makeId } from "../../shared/ids.ts";
import { createRandom } from "../simulation/random.ts";
import { createSimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import { createLibraryIndex } from "./libraryIndex.ts";

const color = { hue: 20, step: 1 } as const;

test("after any changes of the catalog each member has the same documents as in an index made afresh", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = createRandom(seed);
    const { pick } = random;
    const people = Array.from({ length: 4 }, () => makeId<MemberId>(random.bytes));
    const ids = Array.from({ length: 8 }, () => makeId<DocumentId>(random.bytes));
    const catalog = await createSimulatedMachine(seed).openCatalog();
    await catalog.change((data) => {
      for (const person of people) data.members[person] = { name: "Somebody", createdAt: 1 };
      (data.members[people[0] as MemberId] as { isAdmin?: true }).isAdmin = true;
    });
    const index = createLibraryIndex(catalog);
    for (let step = 0; step < 60; step++) {
      await catalog.change((data) => {
        const [id, person] = [pick(ids), pick(people)];
        const document = data.documents[id];
        const what = random.below(5);
        if (document === undefined) {
          const members = { [person]: { role: "owner", color, since: 1 } } as const;
          const recovered = what === 0 ? { recovered: true as const, members: {} } : { members };
          data.documents[id] = { title: "", createdAt: 1, createdBy: null, ...recovered };
        } else if (what === 0) delete data.documents[id];
        else if (what === 1) delete document.members[person];
        else if (what === 2) delete document.recovered;
        else if (what === 3) document.title = String(step);
        else document.members[person] = { role: "viewer", color, since: 1 };
      });
      // Not at each step, so that several changes come together.
      if (random.below(3) > 0) continue;
      const fresh = createLibraryIndex(catalog);
      for (const person of people) {
        const found = { seed, step, documents: index.documentsOf(person).sort() };
        expect(found).toEqual({ seed, step, documents: fresh.documentsOf(person).sort() });
      }
      expect(fresh.documentsOf(pick(people)).every((id) => catalog.data.documents[id] !== undefined)).toBe(true);
    }
  }
});
