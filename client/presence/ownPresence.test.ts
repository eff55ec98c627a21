// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { isQuiet, setQuiet, tellOwnPresence } from "./ownPresence.ts";

let awareness: Awareness;
let visibility: DocumentVisibilityState;
let told: { close(): void } | null;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  awareness = new Awareness(new Y.Doc());
  visibility = "visible";
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  told = null;
});
afterEach(() => {
  told?.close();
  awareness.destroy();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const own = () => awareness.getLocalState();
const opens = () => {
  told = tellOwnPresence(awareness, window);
};
const presses = () => window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
function turns(next: DocumentVisibilityState) {
  visibility = next;
  document.dispatchEvent(new Event("visibilitychange"));
}

test("a page of ordinary width is a computer's, and says neither that it is idle nor anything else", () => {
  opens();
  expect(JSON.parse(JSON.stringify(own()))).toEqual({ device: "computer" });
});

test("a minute without a key or a pointer is idle, and the next one ends it at once", () => {
  opens();
  vi.advanceTimersByTime(59_000);
  presses();
  vi.advanceTimersByTime(59_000);
  expect(own()?.idle).toBeUndefined();
  vi.advanceTimersByTime(1_001);
  expect(own()?.idle).toBe(true);
  window.dispatchEvent(new Event("pointermove"));
  expect(own()?.idle).toBeUndefined();
  vi.advanceTimersByTime(60_001);
  expect(own()?.idle).toBe(true);
});

test("a page out of sight is idle at once, and no longer when it is back", () => {
  opens();
  turns("hidden");
  expect(own()?.idle).toBe(true);
  turns("visible");
  expect(own()?.idle).toBeUndefined();
});

test("what is not new is not said again", () => {
  opens();
  let said = 0;
  awareness.on("update", () => said++);
  for (let turn = 0; turn < 100; turn++) presses();
  expect(said).toBe(0);
});

test("hiding is said, and kept for the tab", () => {
  opens();
  setQuiet(awareness, true);
  expect(own()?.hidden).toBe(true);
  expect(isQuiet()).toBe(true);
  const next = new Awareness(new Y.Doc());
  const reloaded = tellOwnPresence(next, window);
  expect(next.getLocalState()?.hidden).toBe(true);
  reloaded.close();
  next.destroy();
  setQuiet(awareness, false);
  expect(own()?.hidden).toBeUndefined();
  expect(isQuiet()).toBe(false);
});

test("a closed page says nothing any more", () => {
  opens();
  told?.close();
  vi.advanceTimersByTime(120_000);
  expect(own()?.idle).toBeUndefined();
});
