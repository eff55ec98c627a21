import { describe, expect, test } from "vitest";
import type { MemberId } from "../../shared/ids.ts";
import type { ConnectionState, Status } from "./connectionState.ts";
import { nextLookAt, saveStateOf, toneOf } from "./saveState.ts";

const now = 100_000;
const me = { id: "m".repeat(26) as MemberId, name: "Ana", role: "editor" as const, color: "#aa3355" };
const alone = { people: 0, ownTabs: 0 };
const longAgo = now - 60_000;

function state(status: Status, over: Partial<ConnectionState> = {}): ConnectionState {
  const save = { unsaved: 0, unsavedSince: null, savedAt: null, handedTo: null };
  const rest = {
    storageFailing: false,
    title: "Plan",
    me,
    shelf: "library",
    accessChange: null,
    colours: new Map(),
  } as const;
  return { status, hasDocument: true, save, ...rest, ...over };
}
function unsaved(count: number, since = now): Partial<ConnectionState> {
  return { save: { unsaved: count, unsavedSince: since, savedAt: null, handedTo: null } };
}
const live: Status = { is: "live" };
function away(over: Partial<Extract<Status, { is: "away" }>> = {}): Status {
  return { is: "away", since: longAgo, trouble: "unreachable", deviceSaysOffline: false, ...over };
}

describe("while live", () => {
  test("one unacknowledged edit is enough not to say saved", () => {
    expect(saveStateOf(state(live), alone, now)).toEqual({ says: "saved", sentTo: 0 });
    expect(saveStateOf(state(live, unsaved(1)), alone, now)).toEqual({ says: "saving" });
  });

  test("edits that wait long are counted", () => {
    expect(saveStateOf(state(live, unsaved(7, longAgo)), alone, now)).toEqual({ says: "slow", unsaved: 7 });
  });

  test("to whom edits went is told only while somebody is here, and never of more than are here", () => {
    const sent = state(live, { save: { unsaved: 0, unsavedSince: null, savedAt: now, handedTo: 3 } });
    const says = (people: number, ownTabs = 0) => saveStateOf(sent, { people, ownTabs }, now);
    expect(says(0)).toEqual({ says: "saved", sentTo: 0 });
    expect(says(2)).toEqual({ says: "saved", sentTo: 2 });
    expect(says(5)).toEqual({ says: "saved", sentTo: 3 });
  });

  test("my own other tabs are not others", () => {
    const sentTo = (handedTo: number, people: number, ownTabs: number) =>
      saveStateOf(
        state(live, { save: { unsaved: 0, unsavedSince: null, savedAt: now, handedTo } }),
        { people, ownTabs },
        now,
      );
    expect(sentTo(1, 0, 1)).toEqual({ says: "saved", sentTo: 0 });
    expect(sentTo(2, 1, 1)).toEqual({ says: "saved", sentTo: 1 });
    // It may have been my tab alone that got them; somebody who came later is not claimed.
    expect(sentTo(1, 1, 1)).toEqual({ says: "saved", sentTo: 0 });
    expect(sentTo(0, 1, 1)).toEqual({ says: "saved", sentTo: 0 });
  });

  test("who may only read is told so, and why", () => {
    const says = (role: "editor" | "commenter" | "viewer", shelf: "library" | "archive" | "trash") =>
      saveStateOf(state(live, { me: { ...me, role }, shelf }), { people: 1, ownTabs: 0 }, now);
    expect(says("viewer", "library")).toEqual({ says: "reading", because: "viewer" });
    expect(says("commenter", "library")).toEqual({ says: "reading", because: "commenter" });
    expect(says("editor", "archive")).toEqual({ says: "reading", because: "archive" });
    expect(says("editor", "trash")).toEqual({ says: "reading", because: "trash" });
    expect(says("editor", "library")).toEqual({ says: "saved", sentTo: 0 });
  });

  test("edits that are still waiting are told before the role is", () => {
    const waiting = state(live, { me: { ...me, role: "viewer" }, ...unsaved(3) });
    expect(saveStateOf(waiting, alone, now)).toEqual({ says: "saving" });
  });

  test("a server that could not write stays in view until it has saved something again", () => {
    expect(saveStateOf(state(live, { storageFailing: true, ...unsaved(2) }), alone, now)).toEqual({
      says: "storageFailing",
      unsaved: 2,
    });
  });
});

describe("while away", () => {
  test("a moment's absence claims nothing", () => {
    const since = now - 200;
    expect(saveStateOf(state(away({ since })), alone, now)).toEqual({ says: "connecting" });
    expect(saveStateOf(state(away({ since }), unsaved(1)), alone, now)).toEqual({ says: "saving" });
    expect(nextLookAt(state(away({ since })))).toBeGreaterThan(now);
  });

  test("what the device says about its network words the state and does not decide it", () => {
    expect(saveStateOf(state(away(), unsaved(3)), alone, now)).toEqual({ says: "unreachable", unsaved: 3 });
    expect(saveStateOf(state(away({ deviceSaysOffline: true }), unsaved(3)), alone, now)).toEqual({
      says: "offline",
      unsaved: 3,
    });
  });

  test("a full disk and a crowded server have states of their own", () => {
    expect(saveStateOf(state(away({ trouble: "storage-failed" }), { storageFailing: true }), alone, now).says).toBe(
      "storageFailing",
    );
    expect(saveStateOf(state(away({ trouble: "overloaded" })), alone, now).says).toBe("busy");
  });
});

test("before the document is there the chip says what stands in the way, after a moment", () => {
  const opening = (since: number, trouble: "unreachable" | "storage-failed" | null): Status => ({
    is: "opening",
    since,
    trouble,
  });
  const says = (status: Status) => saveStateOf(state(status, { hasDocument: false, me: null }), alone, now).says;
  expect(says(opening(longAgo, null))).toBe("opening");
  expect(says(opening(now, "unreachable"))).toBe("opening");
  expect(says(opening(longAgo, "unreachable"))).toBe("unreachable");
  expect(says(opening(longAgo, "storage-failed"))).toBe("storageFailing");
});

test("a refusal keeps the count of what was not saved, and is red", () => {
  const refused = saveStateOf(
    state({ is: "refused", code: "forbidden", sentence: "", at: now }, unsaved(4)),
    alone,
    now,
  );
  expect(refused).toEqual({ says: "refused", code: "forbidden", unsaved: 4 });
  expect(toneOf(refused)).toBe("red");
});
