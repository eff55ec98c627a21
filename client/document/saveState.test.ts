import { describe, expect, test } from "vitest";
import type { MemberId } from "../../shared/ids.ts";
import type { ConnectionState, Status } from "./connectionState.ts";
import { nextLookAt, saveStateOf, toneOf } from "./saveState.ts";

const now = 100_000;
const me = { id: "m".repeat(26) as MemberId, name: "Ana", role: "editor" as const, color: "#aa3355" };
const longAgo = now - 60_000;

function state(status: Status, over: Partial<ConnectionState> = {}): ConnectionState {
  const save = { unsaved: 0, unsavedSince: null, savedAt: null, handedTo: null };
  return { status, hasDocument: true, save, storageFailing: false, title: "Plan", me, ...over };
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
    expect(saveStateOf(state(live), 0, now)).toEqual({ says: "saved", sentTo: 0 });
    expect(saveStateOf(state(live, unsaved(1)), 0, now)).toEqual({ says: "saving" });
  });

  test("edits that wait long are counted", () => {
    expect(saveStateOf(state(live, unsaved(7, longAgo)), 0, now)).toEqual({ says: "slow", unsaved: 7 });
  });

  test("to whom edits went is told only while somebody is here, and never of more than are here", () => {
    const sent = state(live, { save: { unsaved: 0, unsavedSince: null, savedAt: now, handedTo: 3 } });
    expect(saveStateOf(sent, 0, now)).toEqual({ says: "saved", sentTo: 0 });
    expect(saveStateOf(sent, 2, now)).toEqual({ says: "saved", sentTo: 2 });
    expect(saveStateOf(sent, 5, now)).toEqual({ says: "saved", sentTo: 3 });
  });

  test("who may only read is told so", () => {
    expect(saveStateOf(state(live, { me: { ...me, role: "viewer" } }), 1, now)).toEqual({ says: "reading" });
  });

  test("a server that could not write stays in view until it has saved something again", () => {
    expect(saveStateOf(state(live, { storageFailing: true, ...unsaved(2) }), 0, now)).toEqual({
      says: "storageFailing",
      unsaved: 2,
    });
  });
});

describe("while away", () => {
  test("a moment's absence claims nothing", () => {
    const since = now - 200;
    expect(saveStateOf(state(away({ since })), 0, now)).toEqual({ says: "connecting" });
    expect(saveStateOf(state(away({ since }), unsaved(1)), 0, now)).toEqual({ says: "saving" });
    expect(nextLookAt(state(away({ since })))).toBeGreaterThan(now);
  });

  test("what the device says about its network words the state and does not decide it", () => {
    expect(saveStateOf(state(away(), unsaved(3)), 0, now)).toEqual({ says: "unreachable", unsaved: 3 });
    expect(saveStateOf(state(away({ deviceSaysOffline: true }), unsaved(3)), 0, now)).toEqual({
      says: "offline",
      unsaved: 3,
    });
  });

  test("a full disk and a crowded server have states of their own", () => {
    expect(saveStateOf(state(away({ trouble: "storage-failed" }), { storageFailing: true }), 0, now).says).toBe(
      "storageFailing",
    );
    expect(saveStateOf(state(away({ trouble: "overloaded" })), 0, now).says).toBe("busy");
  });
});

test("before the document is there the chip says what stands in the way, after a moment", () => {
  const opening = (since: number, trouble: "unreachable" | "storage-failed" | null): Status => ({
    is: "opening",
    since,
    trouble,
  });
  const says = (status: Status) => saveStateOf(state(status, { hasDocument: false, me: null }), 0, now).says;
  expect(says(opening(longAgo, null))).toBe("opening");
  expect(says(opening(now, "unreachable"))).toBe("opening");
  expect(says(opening(longAgo, "unreachable"))).toBe("unreachable");
  expect(says(opening(longAgo, "storage-failed"))).toBe("storageFailing");
});

test("a refusal keeps the count of what was not saved, and is red", () => {
  const refused = saveStateOf(state({ is: "refused", code: "forbidden", sentence: "", at: now }, unsaved(4)), 0, now);
  expect(refused).toEqual({ says: "refused", code: "forbidden", unsaved: 4 });
  expect(toneOf(refused)).toBe("red");
});
