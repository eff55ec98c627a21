// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { closePage, openPage, press, shown, signedIn, type TestServer, testDocument, type } from "../app/testPage.tsx";

afterEach(closePage);

const focused = () => document.activeElement?.textContent;
const titles = () => [...document.querySelectorAll(".row-title")].map((title) => title.textContent);

async function openLibrary(
  server: TestServer = {},
  documents = [testDocument("Minutes"), testDocument("Übersetzung")],
) {
  openPage("/", { "GET /api/me": signedIn, "GET /api/documents": () => ({ answer: { documents } }), ...server });
  if (documents.length > 0) await shown(".row-title");
  return documents;
}

async function renames(server: TestServer): Promise<HTMLInputElement> {
  await openLibrary(server);
  press("j");
  press("F2");
  return shown<HTMLInputElement>(".rename-field");
}

const renamePath = `PATCH /api/documents/${testDocument("Minutes").id}`;

test("the list is walked like a mail list and stops at its ends", async () => {
  await openLibrary();
  press("j");
  expect(focused()).toBe("Minutes");
  press("ArrowDown");
  press("j");
  expect(focused()).toBe("Übersetzung");
  press("k");
  press("k");
  expect(focused()).toBe("Minutes");
});

test("typing filters by title without regard to accents, and keys typed there are letters", async () => {
  await openLibrary();
  press("/");
  const field = document.activeElement as HTMLInputElement;
  expect(field.type).toBe("search");
  type(field, "uber");
  await shown(".row-title", "Übersetzung");
  await expect.poll(titles).toEqual(["Übersetzung"]);
  press("n");
  expect(location.pathname).toBe("/");
  press("Escape");
  await expect.poll(titles).toEqual(["Minutes", "Übersetzung"]);
});

test("Enter saves a new title, and the keyboard is back on its row", async () => {
  const asked: unknown[] = [];
  const field = await renames({
    [renamePath]: (question) => {
      asked.push(question);
      return { answer: testDocument("Notes") };
    },
    "GET /api/documents": () => ({
      answer: { documents: [testDocument("Minutes", { title: asked.length ? "Notes" : "Minutes" })] },
    }),
  });
  type(field, "  Notes ");
  press("Enter");
  await shown(".row-title", "Notes");
  expect(asked).toEqual([{ title: "Notes" }]);
  expect(focused()).toBe("Notes");
});

test("Escape gives up without asking the server", async () => {
  let asked = 0;
  const field = await renames({ [renamePath]: () => ({ status: ++asked, answer: {} }) });
  type(field, "Other");
  press("Escape");
  await shown(".row-title", "Minutes");
  expect(focused()).toBe("Minutes");
  expect(asked).toBe(0);
});

test("a title that was refused stays in the field with what can be done", async () => {
  const field = await renames({
    [renamePath]: () => ({ status: 403, answer: { code: "forbidden", sentence: "Viewers cannot rename." } }),
  });
  type(field, "Other");
  press("Enter");
  await shown("[role=alert]", "The old title stands. Your role does not allow this.");
  expect(field.value).toBe("Other");
});

test("a title that is too long is not sent and says by how much", async () => {
  let asked = 0;
  const field = await renames({ [renamePath]: () => ({ status: ++asked, answer: {} }) });
  type(field, "x".repeat(202));
  press("Enter");
  await shown("[role=alert]", "2 characters too many");
  expect(asked).toBe(0);
});

test("a viewer cannot start a rename", async () => {
  await openLibrary({}, [testDocument("Minutes", { role: "viewer" })]);
  press("j");
  press("F2");
  expect(document.querySelector(".rename-field")).toBeNull();
  expect(document.querySelector(".row-rename")).toBeNull();
});

test("making a document after a lost answer asks for the same document again", async () => {
  const asked: string[] = [];
  await openLibrary({
    "POST /api/documents": (question) => {
      const { id } = question as { id: string };
      asked.push(id);
      if (asked.length === 1) return { status: 503, answer: { code: "overloaded", sentence: "Busy." } };
      return { answer: testDocument("", { id: id as never }) };
    },
  });
  press("n");
  await shown("[role=alert]", "No document was made.");
  press("n");
  await expect.poll(() => location.pathname).toBe(`/d/${asked[0]}`);
  expect(asked[1]).toBe(asked[0]);
});

test("an empty shelf is one sentence and one button", async () => {
  await openLibrary({}, []);
  await shown("main", "You have no documents yet.");
  expect(document.querySelectorAll("main button")).toHaveLength(1);
});

test("a name that looks like markup is shown as it is", async () => {
  const by = { id: testDocument("x").members[0]?.id as never, name: "</who><b>Ben</b>" };
  await openLibrary({}, [testDocument("Minutes", { lastChange: { at: Date.now(), by } })]);
  await shown(".row-who", "</who><b>Ben</b>");
});
