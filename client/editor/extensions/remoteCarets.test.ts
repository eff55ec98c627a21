// @vitest-environment happy-dom
import { CellSelection } from "@tiptap/pm/tables";
import { afterEach, expect, test, vi } from "vitest";
import { openWriters, type Writer, type Writers } from "../testWriters.ts";
import { remoteCaretsKey, showCaretName } from "./remoteCarets.ts";

let writers: Writers;
afterEach(() => writers.close());

test("a caret stands where the other one's does, and goes with its text through every change from elsewhere", async () => {
  const { ana, ben } = open("<p>one</p><p>two</p>");
  ben.placesCaret(8);
  await seen(ana, { Ben: 8 });
  writesAt(ana, 1);
  ana.types("zero ");
  expect(carets(ana)).toEqual({ Ben: 13 });
  ben.types("!");
  await seen(ana, { Ben: 14 });
  expect(ana.text()).toBe("zero one|tw!o");
});

test("typing where the other one's caret stands leaves it on its character, on both sides alike", async () => {
  const { ana, ben } = open("<p>onetwo</p>");
  ben.placesCaret(4);
  await seen(ana, { Ben: 4 });
  writesAt(ana, 4);
  ana.types("--");
  expect(ana.text()).toBe("one--two");
  expect(carets(ana)).toEqual({ Ben: 4 });
});

test("only the person who moved is looked up again", async () => {
  const { ana, ben } = open("<p>one</p><p>two</p>");
  ben.placesCaret(2);
  await seen(ana, { Ben: 2 });
  const before = remoteCaretsKey.getState(ana.editor.state);
  writesAt(ana, 9);
  expect(remoteCaretsKey.getState(ana.editor.state)).toBe(before);
});

test("a caret in a paragraph that one deletes stays at the seam until its owner says where it is", async () => {
  const { ana, ben } = open("<p>one</p><p>two</p><p>three</p>");
  ben.placesCaret(8);
  await seen(ana, { Ben: 8 });
  writers.disconnect();
  ana.editor.commands.deleteRange({ from: 4, to: 12 });
  expect(Object.keys(carets(ana))).toEqual(["Ben"]);
  writers.reconnect();
  await vi.waitFor(() => expect(carets(ana).Ben).toBe(ben.editor.state.selection.head));
  expect(ana.text()).toBe(ben.text());
});

test("a caret in words that are still on their way appears with them", async () => {
  const { ana, ben } = open("<p>one</p>");
  ben.placesCaret(4);
  await seen(ana, { Ben: 4 });
  holdWords(() => ben.types(" two"));
  await frame();
  expect(carets(ana)).toEqual({ Ben: 4 });
  writers.reconnect();
  await seen(ana, { Ben: 8 });
});

test("a selection is tinted in its owner's colour, and gone when the owner looks away", async () => {
  const { ana, ben } = open("<p>one two</p>");
  ben.placesCaret(1, 4);
  await vi.waitFor(() => expect(ana.editor.view.dom.querySelector(".remote-selection")?.textContent).toBe("one"));
  const tint = ana.editor.view.dom.querySelector<HTMLElement>(".remote-selection");
  expect(tint?.style.getPropertyValue("--in-light")).toBe("#0e7490");
  ben.editor.view.dom.blur();
  await seen(ana, {});
  expect(ben.awareness.getLocalState()?.cursor).toBeNull();
});

test("a selection of table cells is tinted in all of its cells and in no other", async () => {
  const cells = (...names: string[]) => `<tr>${names.map((name) => `<td><p>${name}</p></td>`).join("")}</tr>`;
  const { ana, ben } = open(`<table>${cells("a", "b", "c")}${cells("d", "e", "f")}</table>`);
  const { view } = ben.editor;
  const at = (name: string) => {
    let found = -1;
    view.state.doc.descendants((node, place) => {
      if (node.type.name === "tableCell" && node.textContent === name) found = place;
    });
    return found;
  };
  view.focus();
  view.dispatch(view.state.tr.setSelection(CellSelection.create(view.state.doc, at("b"), at("f"))));
  const tinted = () => [...ana.editor.view.dom.querySelectorAll(".remote-cells")].map((cell) => cell.textContent);
  await vi.waitFor(() => expect(tinted()).toEqual(["b", "c", "e", "f"]));
  expect(carets(ana)).toEqual({ Ben: at("f") + 2 });
  ana.editor.commands.insertContentAt(0, "<p>before</p>");
  expect(tinted()).toEqual(["b", "c", "e", "f"]);
  ben.placesCaret(at("a") + 2);
  await vi.waitFor(() => expect(tinted()).toEqual([]));
});

test("the tint of a selection fades when its owner has not moved for ten seconds, and comes back with them", async () => {
  const { ana, ben } = open("<p>one two</p>");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    ben.placesCaret(1, 4);
    await frame();
    const tints = () =>
      [...ana.editor.view.dom.querySelectorAll(".remote-selection")].map(({ className }) => className);
    expect(tints()).toEqual(["remote-selection"]);
    vi.advanceTimersByTime(9_900);
    await frame();
    expect(tints()).toEqual(["remote-selection"]);
    vi.advanceTimersByTime(200);
    await frame();
    expect(tints()).toEqual(["remote-selection is-still"]);
    ben.placesCaret(1, 5);
    await frame();
    expect(tints()).toEqual(["remote-selection"]);
  } finally {
    vi.useRealTimers();
  }
});

test("who hides publishes no caret, and publishes it again when it is over", async () => {
  const { ana, ben } = open("<p>one</p>");
  ben.placesCaret(2);
  await seen(ana, { Ben: 2 });
  ben.awareness.setLocalStateField("hidden", true);
  await seen(ana, {});
  ben.types("x");
  expect(ben.awareness.getLocalState()?.cursor).toBeNull();
  ben.awareness.setLocalStateField("hidden", undefined);
  await seen(ana, { Ben: 3 });
});

test("somebody who says so is idle at once, and somebody who does not is idle by their caret", async () => {
  const { ana, ben } = open("<p>one</p>");
  ben.placesCaret(2);
  await seen(ana, { Ben: 2 });
  const caret = () => ana.editor.view.dom.querySelector<HTMLElement>(".remote-caret");
  expect(caret()?.dataset.idle).toBeUndefined();
  ben.awareness.setLocalStateField("device", "computer");
  ben.awareness.setLocalStateField("idle", true);
  await vi.waitFor(() => expect(caret()?.dataset.idle).toBe("true"));
  ben.awareness.setLocalStateField("idle", undefined);
  await vi.waitFor(() => expect(caret()?.dataset.idle).toBe("false"));
});

test("of a crowd not everybody is drawn, and whoever moves is", async () => {
  const { ana } = open(`<p>one</p>`);
  const end = { type: null, tname: "default", item: null, assoc: 0 };
  const state = (name: string, cursor = { anchor: end, head: end }) => ({ user: { name, color: "#0e7490" }, cursor });
  const says = (client: number, name: string, cursor?: { anchor: typeof end; head: typeof end }) => {
    ana.awareness.states.set(client, state(name, cursor));
    ana.awareness.emit("change", [{ added: [client], updated: [], removed: [] }, "wire"]);
  };
  for (let client = 1; client <= 300; client++) says(client, `P${client}`);
  await vi.waitFor(() => expect(Object.keys(carets(ana)).length).toBeGreaterThan(10));
  expect(Object.keys(carets(ana)).length).toBeLessThanOrEqual(100);
  const hidden = Array.from({ length: 300 }, (_, index) => index + 1).find((client) => !(`P${client}` in carets(ana)));
  if (hidden === undefined) throw new Error("Everybody is drawn.");
  showCaretName(ana.editor.view, hidden);
  expect(Object.keys(carets(ana))).toContain(`P${hidden}`);
  // Whoever is drawn and moves may be drawn no longer: there are later movers.
  const elsewhere = { ...end, assoc: -1 };
  for (let client = 300; client >= 1; client--) says(client, `P${client}`, { anchor: elsewhere, head: elsewhere });
  await frame();
  expect(Object.keys(carets(ana)).length).toBeLessThanOrEqual(100);
  expect(ana.editor.view.dom.querySelectorAll(".remote-caret").length).toBeLessThanOrEqual(100);
});

test("a name is no text of the page and hidden from screen readers", async () => {
  const { ana, ben } = open("<p>one</p>");
  ben.placesCaret(2);
  await seen(ana, { Ben: 2 });
  const caret = ana.editor.view.dom.querySelector(".remote-caret");
  expect(caret?.getAttribute("aria-hidden")).toBe("true");
  expect(caret?.textContent).toBe("");
  expect(ana.editor.getText()).toBe("one");
});

test("what another program claims in presence neither breaks the page nor is believed", async () => {
  const { ana, ben } = open("<p>one</p>");
  const user = { name: "<img src=x>", color: "red;background:url(//x)", member: 5 };
  ben.awareness.setLocalState({ user, cursor: { anchor: { tname: "evil" }, head: { tname: "evil" } } });
  await frame();
  expect(carets(ana)).toEqual({});
  expect([...ana.doc.share.keys()]).toEqual(["default"]);
  const far = { type: null, tname: null, item: { client: 1, clock: 99 }, assoc: -1 };
  ben.awareness.setLocalState({ user, cursor: { anchor: far, head: far } });
  await frame();
  expect(carets(ana)).toEqual({});
  const end = { type: null, tname: "default", item: null, assoc: 0 };
  ben.awareness.setLocalState({ user, cursor: { anchor: end, head: end } });
  await seen(ana, { "<img src=x>": 4 });
  const caret = ana.editor.view.dom.querySelector<HTMLElement>(".remote-caret");
  expect(caret?.style.cssText).toBe("--in-light: #6b6862; --in-dark: #6b6862;");
});

test("what is published is what stock carets write", () => {
  const { ben } = open("<p>one</p>");
  ben.placesCaret(3);
  const cursor = JSON.parse(JSON.stringify(ben.awareness.getLocalState()?.cursor));
  const id = { client: expect.any(Number), clock: expect.any(Number) };
  expect(cursor.head).toEqual({ type: id, tname: null, item: id, assoc: -1 });
});

function open(content: string): Writers {
  writers = openWriters(content);
  return writers;
}

/** One page has one focus: Ben keeps it, so that his caret stays published while Ana writes. */
function writesAt(writer: Writer, place: number) {
  writer.editor.commands.setTextSelection(place);
}

/** Keeps text back while presence still passes, as when the server sends a caret before the words it stands in. */
function holdWords(write: () => void) {
  const { ana, ben } = writers;
  writers.disconnect();
  write();
  const state = ben.awareness.getLocalState();
  ana.awareness.states.set(ben.awareness.clientID, JSON.parse(JSON.stringify(state)));
  ana.awareness.emit("change", [{ added: [], updated: [ben.awareness.clientID], removed: [] }, "wire"]);
}

function carets(writer: Writer): Record<string, number> {
  const set = remoteCaretsKey.getState(writer.editor.state)?.decorations;
  const found = set?.find(undefined, undefined, (spec) => spec.part === "caret") ?? [];
  return Object.fromEntries(
    found.map(({ from, spec }) => {
      const state = remoteCaretsKey.getState(writer.editor.state);
      return [state?.selections.get(spec.client)?.owner.name ?? "", from];
    }),
  );
}

async function seen(writer: Writer, expected: Record<string, number>) {
  await vi.waitFor(() => expect(carets(writer)).toEqual(expected));
}

async function frame() {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
