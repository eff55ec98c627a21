// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { closePage, press, shown, type TestServer, testDocument, testMyself } from "../app/testPage.tsx";
import { focused, openLibrary, page, titlesShown } from "./testLibrary.ts";

afterEach(closePage);

const minutes = testDocument("Minutes");
const path = `/api/documents/${minutes.id}`;
const refused = { status: 403, answer: { code: "forbidden", sentence: "No." } };

async function choose(title: string, way: string): Promise<void> {
  const button = await shown(`[aria-label='More for “${title}”']`);
  button.focus();
  button.click();
  (await shown("[role=menuitem]", way)).click();
}

/** A server whose answer comes only when the test lets it. */
function held() {
  type Reply = { status?: number; answer?: unknown };
  let answer: (reply: Reply) => void = () => {};
  const reply = new Promise<Reply>((resolve) => {
    answer = resolve;
  });
  return { answers: () => reply, answer };
}

test("a document goes to the trash at once, the next row gets the keyboard, and undo brings it back", async () => {
  let isTrashed = false;
  const asked: string[] = [];
  const moves = (move: string, after: boolean) => () => {
    asked.push(move);
    isTrashed = after;
    return { answer: minutes };
  };
  const other = testDocument("Other");
  await openLibrary({
    "GET /api/documents": () => (isTrashed ? page(other) : page(minutes, other)),
    [`POST ${path}/trash`]: moves("trash", true),
    [`POST ${path}/restore`]: moves("restore", false),
  });
  press("j");
  press("Delete");
  await shown(".library-notice", "“Minutes” is in the trash now.");
  expect(titlesShown()).toEqual(["Other"]);
  expect(focused()).toBe("Other");
  press("u");
  await shown(".library-notice", "“Minutes” is back where it was.");
  await expect.poll(titlesShown).toEqual(["Minutes", "Other"]);
  expect(asked).toEqual(["trash", "restore"]);
});

test("a move that is refused puts the row back where it was and says why until it is closed", async () => {
  const { answers, answer } = held();
  await openLibrary({ [`POST ${path}/archive`]: answers });
  await choose("Minutes", "Archive");
  await expect.poll(titlesShown).toEqual(["Übersetzung"]);
  answer(refused);
  await shown(".library-notice", "“Minutes” was not archived. Your role does not allow this.");
  await expect.poll(titlesShown).toEqual(["Minutes", "Übersetzung"]);
  (await shown(".library-notice [aria-label='Close this message']")).click();
  await expect.poll(() => document.querySelector(".library-notice")).toBeNull();
});

test("the last row to go leaves the keyboard to the heading", async () => {
  let isTrashed = false;
  await openLibrary({
    "GET /api/documents": () => (isTrashed ? page() : page(minutes)),
    [`POST ${path}/trash`]: () => {
      isTrashed = true;
      return { answer: minutes };
    },
  });
  press("j");
  press("Delete");
  await expect.poll(focused).toBe("Documents");
});

test("a star is given by its button and by key, shown at once, and taken back when refused", async () => {
  const { answers, answer } = held();
  await openLibrary({ [`PUT ${path}/star`]: answers }, [minutes]);
  const star = await shown("[aria-label='Star for “Minutes”']");
  expect(star.getAttribute("aria-pressed")).toBe("false");
  press("j");
  press("s");
  await expect.poll(() => star.getAttribute("aria-pressed")).toBe("true");
  answer(refused);
  await shown(".library-notice", "The star of “Minutes” stays as it was.");
  expect(star.getAttribute("aria-pressed")).toBe("false");
});

test("a star that is there is taken away", async () => {
  let asked = 0;
  const server: TestServer = {
    [`DELETE ${path}/star`]: () => {
      asked++;
      return { status: 200 };
    },
  };
  await openLibrary(server, [{ ...minutes, isStarred: true }]);
  await choose("Minutes", "Take the star away");
  await expect.poll(() => asked).toBe(1);
});

test("a copy is named after its source, and a try whose answer was lost asks for the same copy", async () => {
  const asked: { id: string; title: string }[] = [];
  await openLibrary({
    [`POST ${path}/duplicate`]: (question) => {
      asked.push(question as never);
      if (asked.length === 1) throw new TypeError("Failed to fetch");
      return { answer: testDocument("Copy of Minutes") };
    },
  });
  await choose("Minutes", "Duplicate");
  await shown(".library-notice", "No copy of “Minutes” was made. Server not reachable.");
  await choose("Minutes", "Duplicate");
  const notice = await shown(".library-notice", "“Copy of Minutes” is made.");
  expect(asked.map(({ title }) => title)).toEqual(["Copy of Minutes", "Copy of Minutes"]);
  expect(asked[1]?.id).toBe(asked[0]?.id);
  expect(notice.querySelector("a")?.getAttribute("href")).toBe(`/d/${asked[0]?.id}`);
});

test("the name of a copy stays within the limit of titles", async () => {
  const asked: { title: string }[] = [];
  const long = testDocument("Long", { title: `${"x".repeat(191)}🌱${"x".repeat(7)}` });
  await openLibrary(
    {
      [`POST /api/documents/${long.id}/duplicate`]: (question) => {
        asked.push(question as never);
        return { answer: long };
      },
    },
    [long],
  );
  await choose(long.title, "Duplicate");
  await expect.poll(() => asked[0]?.title).toBe(`Copy of ${"x".repeat(191)}`);
});

const trashed = testDocument("Minutes", {
  shelf: "trash",
  purgeAt: Date.now() + 1e9,
  members: [...minutes.members, { ...(minutes.members[0] as never as object), id: "b", name: "Ben" } as never],
});

async function openTrash(server: TestServer) {
  await openLibrary({ "GET /api/documents?view=trash": () => page(trashed), ...server }, undefined, "/?view=trash");
}

test("deleting for good is asked first, with what is lost, and Escape or the way out do nothing", async () => {
  let asked = 0;
  await openTrash({
    [`DELETE ${path}`]: () => {
      asked++;
      return refused;
    },
  });
  await choose("Minutes", "Delete for good");
  const dialog = await shown("[role=dialog]", "Delete “Minutes” for good?");
  expect(dialog.textContent).toContain("whole history are lost for everybody");
  expect(dialog.textContent).toContain("1 other person has it as well");
  (await shown("[role=dialog] button", "Keep it")).click();
  await expect.poll(() => document.querySelector("[role=dialog]")).toBeNull();
  expect(asked).toBe(0);
  expect(titlesShown()).toEqual(["Minutes"]);
});

test("a deletion that is refused is told in the dialog; one that succeeds takes the row away", async () => {
  const replies = [refused, { status: 200, answer: undefined }];
  let isThere = true;
  await openTrash({
    "GET /api/documents?view=trash": () => (isThere ? page(trashed) : page()),
    [`DELETE ${path}`]: () => {
      const reply = replies.shift() ?? refused;
      isThere = reply.status !== 200;
      return reply;
    },
  });
  await choose("Minutes", "Delete for good");
  (await shown("[role=dialog] button", "Delete for good")).click();
  await shown("[role=dialog] [role=alert]", "Your role does not allow this.");
  (await shown("[role=dialog] button", "Delete for good")).click();
  await shown(".library-notice", "“Minutes” is deleted for good.");
  await expect.poll(titlesShown).toEqual([]);
  await expect.poll(focused).toBe("Trash");
});

test("what is in the trash is neither starred nor renamed", async () => {
  await openTrash({});
  press("j");
  press("F2");
  expect(document.querySelector(".rename-field, .row-star")).toBeNull();
});

test("a template is asked for by its name, and another one is another document", async () => {
  const asked: { id: string; template?: string }[] = [];
  await openLibrary({
    "POST /api/documents": (question) => {
      asked.push(question as never);
      return { status: 503, answer: { code: "overloaded", sentence: "Busy." } };
    },
  });
  for (const name of ["Meeting notes", "Class handout", "Class handout"]) {
    (await shown("[aria-label='Choose a template']:not(:disabled)")).click();
    const before = asked.length;
    (await shown("[role=menuitem]", name)).click();
    await expect.poll(() => asked.length).toBe(before + 1);
    await shown(".library-strip", "No document was made.");
  }
  expect(asked.map(({ template }) => template)).toEqual(["meeting-notes", "class-handout", "class-handout"]);
  expect(asked[1]?.id).not.toBe(asked[0]?.id);
  expect(asked[2]?.id).toBe(asked[1]?.id);
});

test("who may only read leaves a document from its row, after a question, and its row goes", async () => {
  const asked: string[] = [];
  const mine = testDocument("Other", { role: "viewer" });
  const me = `${path.replace(minutes.id, mine.id)}/sharing/people/${testMyself("Ana").id}`;
  await openLibrary(
    {
      "GET /api/documents": () => (asked.length > 1 ? page(minutes) : page(minutes, mine)),
      [`DELETE ${me}`]: () => {
        asked.push("leave");
        return asked.length === 1 ? refused : { status: 204 };
      },
    },
    [minutes, mine],
  );
  await choose("Other", "Leave");
  await shown("[role=dialog]", "Leave “Other”?");
  expect(asked).toEqual([]);
  (await shown("[role=dialog] button", "Leave this document")).click();
  await shown(".confirm-failure", "Your role does not allow this.");
  expect(titlesShown()).toEqual(["Minutes", "Other"]);
  (await shown("[role=dialog] button", "Leave this document")).click();
  await shown(".library-notice", "You have left “Other”.");
  await expect.poll(titlesShown).toEqual(["Minutes"]);
  await expect.poll(focused).toBe("Minutes");
});

test("an owner downloads a document from its row, and items name their keys", async () => {
  await openLibrary();
  (await shown("[aria-label='More for “Minutes”']")).click();
  const download = await shown<HTMLAnchorElement>("a[role=menuitem]", "Download");
  expect(download.getAttribute("href")).toBe(`${path}/export`);
  expect(download.hasAttribute("download")).toBe(true);
  const keys = [...document.querySelectorAll("[role=menuitem][aria-keyshortcuts]")].map((item) => [
    item.getAttribute("aria-keyshortcuts"),
    item.textContent,
  ]);
  expect(keys).toEqual([
    ["F2", "RenameF2"],
    ["S", "StarS"],
    ["Delete", "Move to the trashDel"],
  ]);
});
