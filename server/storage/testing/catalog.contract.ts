/** What every catalog must do, whatever stands behind it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Catalog, CatalogDocument } from "../catalog.ts";
import { documentNamed } from "./documents.ts";
import { ana, newDocumentId } from "./entries.ts";

/** A place where a catalog can be opened again and again. */
export interface CatalogPlace {
  open(): Promise<Catalog>;
  /** Makes the next write fail. */
  failNextWrite(): void;
  remove(): Promise<void>;
}

export function catalogContract(name: string, makePlace: () => Promise<CatalogPlace>): void {
  describe(`${name} keeps the contract of the catalog`, () => {
    let place: CatalogPlace;
    let catalog: Catalog;

    beforeEach(async () => {
      place = await makePlace();
      catalog = await place.open();
    });
    afterEach(async () => {
      await catalog.close();
      await place.remove();
    });

    test("a new catalog is empty and says that it is new", () => {
      const empty = { version: 1, members: {}, memberOfAccount: {}, accounts: {}, documents: {} };
      expect(catalog.data).toEqual(empty);
      expect(catalog.openedFrom).toEqual({ generation: "new", problem: null });
    });

    test("a change is there for the next process, and its answer comes back", async () => {
      const id = newDocumentId();
      const answer = await catalog.change((data) => {
        data.members[ana] = { name: "Ana", createdAt: 3 };
        data.memberOfAccount.account = ana;
        data.accounts.user = [{ id: "account", emailVerified: false }];
        data.documents[id] = documentNamed("Notes");
        return "done";
      });
      expect(answer).toBe("done");
      const data = structuredClone(catalog.data);
      expect(data.documents[id]).toEqual(documentNamed("Notes"));
      catalog = await place.open();
      expect(catalog.data).toEqual(data);
      expect(catalog.openedFrom).toEqual({ generation: 0, problem: null });
    });

    test("data shows a change only once it is durable", async () => {
      const id = newDocumentId();
      const changing = catalog.change((data) => {
        data.documents[id] = documentNamed("Soon");
      });
      expect(catalog.data.documents[id]).toBeUndefined();
      await changing;
      expect(catalog.data.documents[id]?.title).toBe("Soon");
    });

    test("changes that overlap are made in order, each on top of the one before", async () => {
      const id = newDocumentId();
      await catalog.change((data) => {
        data.documents[id] = documentNamed("");
      });
      const letters = [..."abcdefghij"];
      const seen = await Promise.all(
        letters.map((letter) =>
          catalog.change((data) => {
            const document = data.documents[id] as CatalogDocument;
            document.title += letter;
            return document.title;
          }),
        ),
      );
      expect(seen).toEqual(letters.map((_, index) => "abcdefghij".slice(0, index + 1)));
      catalog = await place.open();
      expect(catalog.data.documents[id]?.title).toBe("abcdefghij");
    });

    test("a change that throws leaves nothing behind, and its neighbours go on", async () => {
      const [one, two] = [newDocumentId(), newDocumentId()];
      const first = catalog.change((data) => {
        data.documents[one] = documentNamed("One");
      });
      const broken = catalog.change((data) => {
        data.documents[two] = documentNamed("Half");
        (data.documents[one] as CatalogDocument).title = "Half";
        throw new Error("no");
      });
      const last = catalog.change((data) => Object.keys(data.documents));
      await expect(broken).rejects.toThrow("no");
      await first;
      expect(await last).toEqual([one]);
      expect(catalog.data.documents).toEqual({ [one]: documentNamed("One") });
    });

    test("a write that fails changes nothing, and the next change works", async () => {
      const id = newDocumentId();
      await catalog.change((data) => {
        data.documents[id] = documentNamed("Before");
      });
      place.failNextWrite();
      const failing = catalog.change((data) => {
        (data.documents[id] as CatalogDocument).title = "Never";
      });
      await expect(failing).rejects.toThrow();
      expect(catalog.data.documents[id]?.title).toBe("Before");
      await catalog.change((data) => {
        data.members[ana] = { name: "Ana", createdAt: 3 };
      });
      catalog = await place.open();
      expect(catalog.data.documents[id]?.title).toBe("Before");
      expect(catalog.data.members[ana]?.name).toBe("Ana");
    });

    test("memory holds what the next process reads, not what JSON would turn into something else", async () => {
      await catalog.change((data) => {
        data.accounts.user = [{ createdAt: new Date(0), nothing: undefined }];
      });
      const before = structuredClone(catalog.data);
      catalog = await place.open();
      expect(catalog.data).toEqual(before);
      expect(before.accounts.user).toEqual([{ createdAt: "1970-01-01T00:00:00.000Z" }]);
    });

    test("a closed catalog refuses changes, and closing twice is harmless", async () => {
      await catalog.close();
      await catalog.close();
      await expect(catalog.change(() => {})).rejects.toThrow("closed");
    });
  });
}
