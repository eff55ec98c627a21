// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import type { MemberId } from "../../shared/ids.ts";
import { type Following, openFollowing } from "./follow.ts";

const anasId = "a".repeat(26) as MemberId;
const place = (clock: number) => ({ item: { client: 9, clock }, assoc: 0 });

let awareness: Awareness;
let following: Following;
let went: string[];
let top: Y.RelativePosition | null;
let sessions: Awareness[];

beforeEach(() => {
  vi.useFakeTimers();
  awareness = new Awareness(new Y.Doc());
  went = [];
  top = null;
  sessions = [];
  following = openFollowing(awareness, window, () => ({
    showCaretOf: (client) => went.push(`caret of ${client}`) > 0,
    topInSight: () => top,
    bringToTop: ({ item }) => went.push(`place ${item?.clock}`) > 0,
  }));
});
afterEach(() => {
  following.close();
  for (const session of [awareness, ...sessions]) session.destroy();
  vi.useRealTimers();
});

/** Ana opens a page, and says what she says. */
function anaComes(more: Record<string, unknown> = {}) {
  const session = new Awareness(new Y.Doc());
  sessions.push(session);
  const says = (state: Record<string, unknown>) => {
    session.setLocalState({ user: { name: "Ana", color: "#0055aa", member: anasId }, device: "computer", ...state });
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(session, [session.clientID]), "peer");
  };
  says(more);
  return {
    client: session.clientID,
    says,
    leaves: () => removeAwarenessStates(awareness, [session.clientID], "peer"),
    follow: () => following.start({ member: anasId, client: session.clientID }),
  };
}

function presses(key: string, on: EventTarget = document.body) {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

test("following is told, goes to the caret first and then wherever the other one scrolls", () => {
  const ana = anaComes();
  ana.follow();
  expect(awareness.getLocalState()?.following).toBe(ana.client);
  expect(following.followed()).toEqual({ member: anasId, client: ana.client });
  ana.says({ view: place(1) });
  ana.says({ view: place(1), idle: true });
  ana.says({ view: place(2) });
  expect(went).toEqual([`caret of ${ana.client}`, "place 1", "place 2"]);
});

test.each([
  ["Escape", () => presses("Escape")],
  ["a key that scrolls", () => presses("PageDown")],
  ["the wheel", () => window.dispatchEvent(new Event("wheel"))],
  ["a finger", () => window.dispatchEvent(new Event("touchmove"))],
])("%s ends following", (_, act) => {
  const ana = anaComes();
  ana.follow();
  act();
  expect(following.followed()).toBeNull();
  expect(awareness.getLocalState()?.following).toBeUndefined();
  ana.says({ view: place(3) });
  expect(went).not.toContain("place 3");
});

test("typing into the text ends following, and a key that writes nothing does not", () => {
  const text = document.body.appendChild(document.createElement("div"));
  text.setAttribute("contenteditable", "true");
  const ana = anaComes();
  ana.follow();
  presses("Shift", text);
  presses("Tab");
  expect(following.followed()).not.toBeNull();
  presses("x", text);
  expect(following.followed()).toBeNull();
  text.remove();
});

test("the Escape that closes a dialog is not meant for following", () => {
  const dialog = document.body.appendChild(document.createElement("div"));
  dialog.setAttribute("role", "dialog");
  anaComes().follow();
  presses("Escape", dialog);
  expect(following.followed()).not.toBeNull();
  dialog.remove();
});

test("who hides is not followed on", () => {
  const ana = anaComes({ view: place(1) });
  ana.follow();
  ana.says({ hidden: true });
  expect(following.followed()).toBeNull();
});

test("who reloads is followed on, and who stays away is not", () => {
  const ana = anaComes();
  ana.follow();
  ana.leaves();
  vi.advanceTimersByTime(2_000);
  expect(following.followed()).not.toBeNull();
  const again = anaComes({ view: place(5) });
  expect(following.followed()?.client).toBe(again.client);
  expect(went.at(-1)).toBe("place 5");
  again.leaves();
  vi.advanceTimersByTime(5_001);
  expect(following.followed()).toBeNull();
});

test("where this page is scrolled to is told only while somebody follows it, and never while it hides", () => {
  const ana = anaComes();
  top = Y.createRelativePositionFromJSON(place(7));
  const scrolls = () => {
    window.dispatchEvent(new Event("scroll"));
    vi.advanceTimersByTime(200);
  };
  scrolls();
  expect(awareness.getLocalState()?.view).toBeUndefined();
  ana.says({ following: awareness.clientID });
  vi.advanceTimersByTime(200);
  expect(awareness.getLocalState()?.view).toMatchObject({ item: { clock: 7 } });
  top = Y.createRelativePositionFromJSON(place(8));
  scrolls();
  expect(awareness.getLocalState()?.view).toMatchObject({ item: { clock: 8 } });
  awareness.setLocalStateField("hidden", true);
  scrolls();
  expect(awareness.getLocalState()?.view).toBeUndefined();
  awareness.setLocalStateField("hidden", undefined);
  scrolls();
  ana.says({});
  vi.advanceTimersByTime(200);
  expect(awareness.getLocalState()?.view).toBeUndefined();
});
