// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import type { SearchResult } from "../../shared/libraryApi.ts";
import { closePage, go, press, shown, type TestServer, testDocument, type } from "../app/testPage.tsx";
import { focused, openLibrary, page, titlesShown } from "./testLibrary.ts";

afterEach(closePage);

const found = (...results: SearchResult[]) => ({ answer: { results, isComplete: true } });
const hit = (title: string, ...snippets: string[][]): SearchResult => ({
  document: testDocument(title),
  title: [title],
  snippets,
});

async function looksFor(text: string, server: TestServer, address = "/"): Promise<HTMLInputElement> {
  await openLibrary(server, undefined, address);
  press("/");
  const field = document.activeElement as HTMLInputElement;
  expect(field.type).toBe("search");
  type(field, text);
  return field;
}

test("words are looked up on the server and marked where they stand, as text and never as markup", async () => {
  await looksFor("tea", {
    "GET /api/search?q=tea": () =>
      found({
        ...hit("Tea party", ["Bring ", "tea", " and <b>cups</b>"], ["", "Tea", "…"]),
        title: ["", "Tea", " party"],
      }),
  });
  expect((await shown(".row-title mark")).textContent).toBe("Tea");
  const snippet = await shown(".row-snippets");
  expect(snippet.textContent?.trim()).toBe("Bring tea and <b>cups</b> Tea…");
  expect([...snippet.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["tea", "Tea"]);
  await shown(".list-bar [role=status]", "1 document");
});

test("a hand that goes on typing asks once, and keys typed there are letters", async () => {
  const asked: string[] = [];
  const answers = (text: string) => () => {
    asked.push(text);
    return found(hit("Tea party"));
  };
  const field = await looksFor("t", { "GET /api/search?q=t": answers("t"), "GET /api/search?q=tea": answers("tea") });
  type(field, "te");
  type(field, "tea");
  press("n");
  await shown(".row-title", "Tea party");
  expect(asked).toEqual(["tea"]);
  expect(location.pathname).toBe("/");
});

test("Enter pressed before the answer leads to its first row once it is there", async () => {
  let answer: ((reply: ReturnType<typeof found>) => void) | undefined;
  await looksFor("tea", {
    "GET /api/search?q=tea": () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  press("Enter");
  await expect.poll(() => answer).toBeDefined();
  expect(document.activeElement?.tagName).toBe("INPUT");
  answer?.(found(hit("Tea party")));
  await expect.poll(focused).toBe("Tea party");
});

test("Escape clears the field and stays in it; once more it goes on to the list", async () => {
  const field = await looksFor("tea", { "GET /api/search?q=tea": () => found() });
  await shown("main .notice", "Nothing matches “tea”");
  press("Escape");
  expect(field.value).toBe("");
  expect(document.activeElement).toBe(field);
  await expect.poll(titlesShown).toEqual(["Minutes", "Übersetzung"]);
  press("Escape");
  expect(focused()).toBe("Minutes");
});

test("a view is searched within itself, and the way leads on to everything", async () => {
  await looksFor(
    "tea",
    {
      "GET /api/documents?view=starred": () => page(testDocument("Minutes")),
      "GET /api/search?q=tea&view=starred": () => found(),
      "GET /api/search?q=tea": () => found(hit("Tea party")),
    },
    "/?view=starred",
  );
  (await shown("main .notice a", "Search all documents")).click();
  await shown(".row-title", "Tea party");
});

test("an index that is still being read says so and is asked again until it is whole", async () => {
  let asked = 0;
  await looksFor("tea", {
    "GET /api/search?q=tea": () => ({
      answer: { results: ++asked > 1 ? [hit("Tea party")] : [], isComplete: asked > 1 },
    }),
  });
  await shown("main [role=status]", "still reading");
  await shown(".row-title", "Tea party");
  await expect.poll(() => document.body.textContent).not.toContain("still reading");
});

test("a search that failed says why and is tried again", async () => {
  let isFast = true;
  await looksFor("tea", {
    "GET /api/search?q=tea": () =>
      isFast ? { status: 429, answer: { code: "too-many-requests", sentence: "Slow down." } } : found(hit("Tea party")),
  });
  await shown("[role=alert]", "The search did not work");
  isFast = false;
  (await shown("[role=alert] button")).click();
  await shown(".row-title", "Tea party");
});

test("an archived document is found among all and named as one", async () => {
  const archived = { ...hit("Tea party"), document: testDocument("Tea party", { shelf: "archive" }) };
  await looksFor("tea", { "GET /api/search?q=tea": () => found(archived) });
  await shown(".row-shelf", "Archived");
});

test("the way back from a document that was found leads to what was searched for", async () => {
  await looksFor("tea", { "GET /api/search?q=tea": () => found(hit("Tea party")) });
  (await shown(".row-title", "Tea party")).click();
  await expect.poll(() => location.pathname).toMatch(/^\/d\//);
  history.back();
  await expect.poll(() => location.search).toBe("?q=tea");
  go("/?q=tea");
  expect((await shown<HTMLInputElement>("input[type=search]")).value).toBe("tea");
  await shown(".row-title", "Tea party");
});
