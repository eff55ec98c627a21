// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import {
  closePage,
  go,
  openPage,
  press,
  shown,
  signedIn,
  type TestServer,
  testDocument,
  type,
} from "../app/testPage.tsx";
import { focused, openLibrary, page } from "./testLibrary.ts";

afterEach(closePage);

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

test("Enter saves a new title, and the keyboard is back on its row", async () => {
  const asked: unknown[] = [];
  const field = await renames({
    [renamePath]: (question) => {
      asked.push(question);
      return { answer: testDocument("Notes") };
    },
    "GET /api/documents": () => page(testDocument("Minutes", { title: asked.length ? "Notes" : "Minutes" })),
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

test("what failed can be closed again", async () => {
  await openLibrary();
  press("n");
  await shown("[role=alert]", "No document was made.");
  (await shown("[aria-label='Close this message']")).click();
  await expect.poll(() => document.querySelector("[role=alert]")).toBeNull();
});

test("a first line that is not known yet is asked for again within seconds", async () => {
  let asked = 0;
  await openLibrary({
    "GET /api/documents": () => page(testDocument("Minutes", { firstLine: ++asked > 1 ? "Present: Ana" : null })),
  });
  expect(document.body.textContent).not.toContain("No words yet");
  await shown(".row-line", "Present: Ana");
});

test("a list kept from before is asked for anew, and says nothing sure until the answer is there", async () => {
  const answers: Record<string, () => { answer: unknown }> = {
    "GET /api/me": signedIn,
    "GET /api/documents": () => page(testDocument("Minutes")),
  };
  openPage("/", answers);
  await shown(".row-line", "No words yet");
  go("/nowhere");
  await shown("h1", "There is nothing at this address");
  answers["GET /api/documents"] = () => {
    throw new TypeError("Failed to fetch");
  };
  go("/");
  await shown(".row-title", "Minutes");
  await shown("[role=status]", "Server not reachable");
  expect(document.body.textContent).not.toContain("No words yet");
});

test("without any list the server's absence is said at once and without flicker, until the list comes by itself", async () => {
  let asked = 0;
  const answers: TestServer = {
    "GET /api/me": signedIn,
    "GET /api/documents": async () => {
      asked++;
      // The page draws what it shows while it waits.
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw new TypeError("Failed to fetch");
    },
  };
  openPage("/", answers);
  const said = await shown("[role=alert]", "Server not reachable");
  let gone = 0;
  const watch = new MutationObserver(() => {
    if (!said.isConnected) gone++;
  });
  watch.observe(document.body, { childList: true, subtree: true });
  // Long enough for the tries of the first question to be over and the next one to have begun.
  await expect.poll(() => asked, { timeout: 15_000 }).toBeGreaterThan(3);
  expect(gone).toBe(0);
  answers["GET /api/documents"] = () => page(testDocument("Minutes"));
  await shown(".row-title", "Minutes");
  watch.disconnect();
}, 30_000);

test("coming back from a document puts the keyboard on its row, and from elsewhere on the heading", async () => {
  await openLibrary();
  const id = testDocument("Übersetzung").id;
  go(`/d/${id.slice(1)}`);
  await shown("h1", "There is nothing at this address");
  go("/");
  await shown(".row-title");
  expect(focused()).toBe("Documents");
  go(`/d/${id}`);
  await expect.poll(() => document.querySelector(".row-title")).toBeNull();
  go("/");
  await shown(".row-title");
  await expect.poll(focused).toBe("Übersetzung");
});

test("a viewer cannot start a rename", async () => {
  await openLibrary({}, [testDocument("Minutes", { role: "viewer" })]);
  press("j");
  press("F2");
  expect(document.querySelector(".rename-field")).toBeNull();
  press("m");
  await shown("[role=menuitem]", "Duplicate");
  expect(document.querySelector("[role=menu]")?.textContent).not.toContain("Rename");
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

test("a name that looks like markup is shown as it is", async () => {
  const by = { id: testDocument("x").members[0]?.id as never, name: "</who><b>Ben</b>" };
  await openLibrary({}, [testDocument("Minutes", { lastChange: { at: Date.now(), by } })]);
  await shown(".row-who", "</who><b>Ben</b>");
});

test("an empty library is one sentence and the way to a first document", async () => {
  await openLibrary({}, []);
  await shown("main .notice", "You have no documents yet.");
  expect([...document.querySelectorAll("main button")].map((button) => button.textContent)).toEqual([
    "New document",
    "",
  ]);
});
