import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { View } from "../../shared/library.ts";
import { type KeptList, listQuery, searchQuery } from "../api/queries.ts";
import { testDocument } from "../app/testPage.tsx";
import { changeEverywhere, rememberLists, showsShelf } from "./libraryCache.ts";

const minutes = testDocument("Minutes");
const other = testDocument("Other");

function clientWith(views: View[]): QueryClient {
  const client = new QueryClient();
  const list: KeptList = {
    pages: [
      { documents: [other], next: "x", total: 2 },
      { documents: [minutes], next: null, total: 2 },
    ],
    pageParams: [null, "x"],
  };
  for (const view of views) client.setQueryData(listQuery(view, "changed").queryKey, list);
  client.setQueryData(searchQuery("min", "all").queryKey, {
    results: [{ document: minutes, title: ["", "Min", "utes"], snippets: [] }],
    isComplete: true,
  });
  return client;
}

const titlesIn = (client: QueryClient, view: View) =>
  client.getQueryData(listQuery(view, "changed").queryKey)?.pages.map(({ documents, total }) => ({
    total,
    titles: documents.map(({ title }) => title),
  }));
const found = (client: QueryClient) => client.getQueryData(searchQuery("min", "all").queryKey)?.results;

test("a document leaves the lists that do not show its new shelf, and their totals with it", () => {
  const client = clientWith(["all", "archived"]);
  changeEverywhere(
    client,
    minutes.id,
    (place) => (document) => (showsShelf(place, "archive") ? { ...document, shelf: "archive" } : null),
  );
  expect(titlesIn(client, "all")).toEqual([
    { total: 1, titles: ["Other"] },
    { total: 1, titles: [] },
  ]);
  expect(titlesIn(client, "archived")?.[1]).toEqual({ total: 2, titles: ["Minutes"] });
  expect(found(client)?.[0]?.document.shelf).toBe("archive");
});

test("another title in a search carries no marks of the old one", () => {
  const client = clientWith([]);
  changeEverywhere(client, minutes.id, () => (document) => ({ ...document, title: "Notes" }));
  expect(found(client)?.[0]).toMatchObject({ document: { title: "Notes" }, title: ["Notes"] });
  changeEverywhere(client, minutes.id, () => () => null);
  expect(found(client)).toEqual([]);
});

test("what the server refused is put back as it was", () => {
  const client = clientWith(["all"]);
  const before = titlesIn(client, "all");
  const putBack = rememberLists(client);
  changeEverywhere(client, minutes.id, () => () => null);
  expect(titlesIn(client, "all")).not.toEqual(before);
  putBack();
  expect(titlesIn(client, "all")).toEqual(before);
  expect(found(client)).toHaveLength(1);
});

test("only a search over everything shows the archive beside the library", () => {
  const shown = (view: View, isSearch: boolean) =>
    (["library", "archive", "trash"] as const).filter((shelf) => showsShelf({ view, isSearch }, shelf)).join(" ");
  expect(shown("all", false)).toBe("library");
  expect(shown("all", true)).toBe("library archive");
  expect(shown("starred", true)).toBe("library");
  expect(shown("archived", true)).toBe("archive");
  expect(shown("trash", true)).toBe("trash");
});
