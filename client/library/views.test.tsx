// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { closePage, press, shown, testDocument } from "../app/testPage.tsx";
import { focused, openLibrary, page, titlesShown } from "./testLibrary.ts";

afterEach(closePage);

const link = (name: string) => shown("nav a", name);

test("a view is an address: chosen by a link, named by the heading, and there again after a reload", async () => {
  const server = { "GET /api/documents?view=starred": () => page(testDocument("Kept", { isStarred: true })) };
  await openLibrary(server);
  (await link("Starred")).click();
  await shown(".row-title", "Kept");
  expect(location.search).toBe("?view=starred");
  expect((await shown("h1")).textContent).toBe("Starred");
  expect((await link("Starred")).getAttribute("aria-current")).toBe("page");
  closePage();
  await openLibrary(server, undefined, "/?view=starred");
  expect(titlesShown()).toEqual(["Kept"]);
});

test("an address that names no view of ours shows everything", async () => {
  await openLibrary({}, undefined, "/?view=toString&order=1");
  expect(titlesShown()).toHaveLength(2);
});

test("another order is asked from the server and kept when the view changes", async () => {
  const asked: string[] = [];
  const answers = (path: string) => () => {
    asked.push(path);
    return page(testDocument("Abc"), testDocument("Minutes"));
  };
  await openLibrary({
    "GET /api/documents?order=name": answers("name"),
    "GET /api/documents?view=mine&order=name": answers("mine, name"),
  });
  const field = await shown<HTMLSelectElement>("main select");
  field.value = "name";
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await shown(".row-title", "Abc");
  (await link("Mine")).click();
  await expect.poll(() => asked).toEqual(["name", "mine, name"]);
});

test("the end of what is loaded leads on to the next page, and says how far one is", async () => {
  const [first, second] = [testDocument("First"), testDocument("Second")];
  await openLibrary({
    "GET /api/documents": () => ({ answer: { documents: [first], next: "c/1", total: 2 } }),
    "GET /api/documents?after=c%2F1": () => ({ answer: { documents: [second], next: null, total: 2 } }),
  });
  await shown(".rows-end [role=status]", "1 of 2 documents are shown");
  press("j");
  press("j");
  await shown(".row-title", "Second");
  expect(titlesShown()).toEqual(["First", "Second"]);
  expect(document.querySelector(".rows-end button")).toBeNull();
  press("j");
  expect(focused()).toBe("Second");
});

test("what moved to another page between two questions is shown once", async () => {
  const [first, second] = [testDocument("First"), testDocument("Second")];
  await openLibrary({
    "GET /api/documents": () => ({ answer: { documents: [second, first], next: "x", total: 3 } }),
    "GET /api/documents?after=x": () => ({
      answer: { documents: [first, testDocument("Third")], next: null, total: 3 },
    }),
  });
  (await shown(".rows-end button")).click();
  await shown(".row-title", "Third");
  expect(titlesShown()).toEqual(["Second", "First", "Third"]);
});

test("a page that does not come is told, and does not come by itself until it is asked for", async () => {
  let asked = 0;
  await openLibrary({
    "GET /api/documents": () => ({ answer: { documents: [testDocument("First")], next: "x", total: 2 } }),
    "GET /api/documents?after=x": () => {
      asked++;
      if (asked === 1) return { status: 403, answer: { code: "forbidden", sentence: "No." } };
      return page(testDocument("Second"));
    },
  });
  (await shown(".rows-end button")).click();
  await shown(".library-strip", "Your role does not allow this.");
  expect(titlesShown()).toEqual(["First"]);
  (await shown(".rows-end button:not([data-loading])")).click();
  await shown(".row-title", "Second");
});

test("each view without documents says what would stand there and leads on", async () => {
  const sentences = {
    shared: "Nobody has shared a document with you yet.",
    starred: "No document has a star.",
    archived: "Nothing is archived.",
    trash: "The trash is empty. What you delete stays here for 30 days.",
  };
  for (const [view, sentence] of Object.entries(sentences)) {
    await openLibrary({ [`GET /api/documents?view=${view}`]: () => page() }, [], `/?view=${view}`);
    await shown("main .notice", sentence);
    expect((await shown("main .notice a")).textContent).toBe("Show all documents");
    closePage();
  }
});

test("archive and trash say who put a document there and how long it stays", async () => {
  const by = { id: testDocument("x").members[0]?.id as never, name: "Ana" };
  const day = 24 * 3_600_000;
  const archived = testDocument("Old", {
    shelf: "archive",
    shelfEvents: [{ what: "archived", by, at: Date.now() - 2 * day }],
  });
  const trashed = testDocument("Gone", {
    shelf: "trash",
    purgeAt: Date.now() + 12 * day - 60_000,
    shelfEvents: [{ what: "trashed", by, at: Date.now() - 18 * day }],
  });
  await openLibrary({ "GET /api/documents?view=archived": () => page(archived) }, undefined, "/?view=archived");
  await shown(".row-change", "AnaArchived 2 days ago");
  closePage();
  await openLibrary({ "GET /api/documents?view=trash": () => page(trashed) }, undefined, "/?view=trash");
  await shown(".row-change", "AnaGone for good in 12 days");
});

test("a document that a link opens says so, and one without company names nobody", async () => {
  await openLibrary({}, [testDocument("Minutes", { members: [], hasLink: true })]);
  expect((await shown(".row-link")).getAttribute("aria-label")).toBe("Anyone with the link can open it");
  expect(document.querySelector(".avatar-stack")).toBeNull();
});
