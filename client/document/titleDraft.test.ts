import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Failure } from "../api/failure.ts";
import { openTitleDraft, type TitleDraft } from "./titleDraft.ts";

const unreachable: Failure = { kind: "unreachable" };
const forbidden: Failure = { kind: "refused", code: "forbidden", sentence: "" };

let field: TitleDraft;
let asked: string[];
/** Settles the questions under way, oldest first. */
let pending: { accept: () => void; reject: (failure: Failure) => void }[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  pending = [];
  field = openTitleDraft({
    rename: (title) =>
      new Promise((resolve, reject) => {
        asked.push(title);
        pending.push({ accept: () => resolve(undefined), reject });
      }),
  });
  field.documentSays("Plan");
});
afterEach(() => {
  field.close();
  vi.useRealTimers();
});

const aPause = () => vi.advanceTimersByTimeAsync(400);
/** The server takes the oldest question, and the news of it comes back. */
async function accepted(): Promise<void> {
  const title = asked[asked.length - pending.length];
  pending.shift()?.accept();
  await vi.advanceTimersByTimeAsync(0);
  if (title !== undefined) field.documentSays(title);
}
async function fails(failure: Failure): Promise<void> {
  pending.shift()?.reject(failure);
  await vi.advanceTimersByTimeAsync(0);
}
function types(text: string): void {
  field.typed(text);
}

test("a pause in typing sends the title, and fast keys are one question", async () => {
  for (const text of ["H", "Ha", "Har"]) {
    types(text);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(asked).toEqual([]);
  await aPause();
  expect(asked).toEqual(["Har"]);
});

test("one question is under way at a time, and the next carries the newest title", async () => {
  types("Ha");
  await aPause();
  types("Harv");
  await aPause();
  types("Harvest");
  await aPause();
  expect(asked).toEqual(["Ha"]);
  await accepted();
  expect(asked).toEqual(["Ha", "Harvest"]);
});

test("once it is sent and left, the field follows the document, and not a moment too early", async () => {
  types("Harvest");
  field.leave();
  expect(asked).toEqual(["Harvest"]);
  pending.shift()?.accept();
  await vi.advanceTimersByTimeAsync(0);
  expect(field.facts().draft).toBe("Harvest");
  field.documentSays("Harvest");
  expect(field.facts().draft).toBeNull();
  field.documentSays("Winter");
  expect(field.facts().draft).toBeNull();
});

test("the echo of an earlier send neither changes what is typed nor what Escape goes back to", async () => {
  types("Ha");
  await aPause();
  await accepted();
  types("Harvest");
  field.documentSays("Ha");
  expect(field.facts().draft).toBe("Harvest");
  field.giveUp();
  expect(asked).toEqual(["Ha", "Plan"]);
});

test("a rename by another leaves the draft alone, and typing on sends it over that", async () => {
  types("Harv");
  field.documentSays("Winter");
  expect(field.facts().draft).toBe("Harv");
  types("Harvest");
  await aPause();
  expect(asked).toEqual(["Harvest"]);
});

test("a rename by another after mine was sent stands when I leave without typing on", async () => {
  types("Harvest");
  await aPause();
  await accepted();
  field.documentSays("Winter");
  expect(field.facts().draft).toBe("Harvest");
  field.leave();
  expect(asked).toEqual(["Harvest"]);
  expect(field.facts().draft).toBeNull();
});

test("Escape goes back to the title before, also when part of the draft is already sent or on its way", async () => {
  types("Ha");
  await aPause();
  await accepted();
  types("Har");
  await aPause();
  field.giveUp();
  expect(field.facts().draft).toBe("Plan");
  await accepted();
  expect(asked).toEqual(["Ha", "Har", "Plan"]);
  await accepted();
  expect(field.facts().draft).toBeNull();
});

test("Escape takes back what the server has taken, even before the news of it is here", async () => {
  types("Ha");
  await aPause();
  pending.shift()?.accept();
  await vi.advanceTimersByTimeAsync(0);
  field.giveUp();
  expect(asked).toEqual(["Ha", "Plan"]);
  field.documentSays("Ha");
  expect(field.facts().draft).toBe("Plan");
  await accepted();
  expect(field.facts().draft).toBeNull();
});

test("Escape before anything was sent asks nothing", async () => {
  types("Harv");
  field.giveUp();
  await aPause();
  expect(asked).toEqual([]);
  expect(field.facts().draft).toBeNull();
});

test("Escape never undoes what another named the document meanwhile", async () => {
  types("Harv");
  await aPause();
  await accepted();
  field.documentSays("Winter");
  field.giveUp();
  expect(asked).toEqual(["Harv"]);
  expect(field.facts().draft).toBeNull();
});

test("without a server the draft is kept, called waiting, and sent once the connection is back", async () => {
  types("Harvest");
  field.leave();
  await fails(unreachable);
  expect(field.facts()).toMatchObject({ draft: "Harvest", problem: { is: "waiting" } });
  expect(field.hasUnsent()).toBe(true);
  field.documentSays("Plan");
  field.connected();
  expect(asked).toEqual(["Harvest", "Harvest"]);
  await accepted();
  expect(field.facts()).toEqual({ draft: null, problem: null });
  expect(field.hasUnsent()).toBe(false);
});

test("a trouble that passes without the socket falling is tried again by itself", async () => {
  types("Harvest");
  field.leave();
  await fails(unreachable);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual(["Harvest", "Harvest"]);
});

test("a refusal keeps the draft and says why; Escape gives it up", async () => {
  types("Harvest");
  field.leave();
  await fails(forbidden);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(["Harvest"]);
  expect(field.facts()).toEqual({ draft: "Harvest", problem: { is: "refused", failure: forbidden } });
  expect(field.hasUnsent()).toBe(false);
  field.giveUp();
  expect(field.facts()).toEqual({ draft: null, problem: null });
});

test("a title that is too long is neither sent, cut nor lost", async () => {
  types("x".repeat(203));
  await aPause();
  expect(field.commit()).toBe(false);
  field.leave();
  expect(asked).toEqual([]);
  expect(field.facts()).toEqual({ draft: "x".repeat(203), problem: { is: "tooLong", excess: 3 } });
});

test("an emptied field is a step on the way while typing, is explained, and counts once it is left", async () => {
  types("");
  await aPause();
  expect(asked).toEqual([]);
  expect(field.facts().problem).toEqual({ is: "empty" });
  field.leave();
  expect(asked).toEqual([""]);
});

test("Enter sends the folded title at once, without waiting for the pause", () => {
  types("  Harvest   of 2031 ");
  expect(field.commit()).toBe(true);
  expect(asked).toEqual(["Harvest of 2031"]);
  expect(field.facts().draft).toBe("Harvest of 2031");
});
