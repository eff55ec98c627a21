import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maxLineLength } from "../../shared/chat.ts";
import { frameType, talkFrame } from "../../shared/frames.ts";
import type { MemberId } from "../../shared/ids.ts";
import { can, roles, shelves } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import { turns } from "./testing/openTestRooms.ts";
import { entriesIn, openTestTalk, type TestTab } from "./testing/openTestTalk.ts";

const lines = (tab: TestTab) => tab.hears().filter((shown) => !shown.startsWith("("));

test("a line reaches everybody who is there, its speaker too, with author, colour and time of the server", async () => {
  const { member, opens, time } = await openTestTalk();
  const [ana, ben] = [member("Ana"), member("Ben")];
  const [anas, bens, bensOther] = [await opens(ana), await opens(ben), await opens(ben)];
  const forged = { by: { member: ana.member, name: "Ana", color: "#000000" }, at: 1, seq: 99 };
  bens.says("Hello", forged as object);
  for (const tab of [anas, bens, bensOther]) {
    expect(tab.told().flatMap(entriesIn)).toEqual([
      {
        kind: "line",
        seq: 1,
        at: time.now(),
        by: { member: ben.member, name: "Ben", color: ben.color },
        text: "Hello",
        mentions: [],
        passage: null,
        sent: "1",
      },
    ]);
  }
});

test("who comes later hears nothing from before", async () => {
  const { member, opens } = await openTestTalk();
  const anas = await opens(member("Ana"));
  anas.says("before");
  const bens = await opens(member("Ben"));
  anas.says("after");
  expect(lines(bens)).toEqual(["after"]);
});

test("a reload within the grace gives back what was said while that member was present, and only that", async () => {
  const { member, opens, time } = await openTestTalk();
  const [ana, ben] = [member("Ana"), member("Ben")];
  const anas = await opens(ana);
  anas.says("before Ben");
  const bens = await opens(ben);
  anas.says("to Ben");
  bens.closes();
  anas.says("while Ben loads the page again");
  time.advance(59_000);
  const again = await opens(ben);
  expect(lines(again)).toEqual(["to Ben", "while Ben loads the page again"]);
  again.closes();
  anas.says("while Ben is away for long");
  time.advance(61_000);
  anas.says("still");
  const late = await opens(ben);
  anas.says("to Ben again");
  expect(lines(late)).toEqual(["to Ben", "while Ben loads the page again", "to Ben again"]);
});

test("a member with two tabs is present until the last of them closes", async () => {
  const { member, opens, time } = await openTestTalk();
  const ben = member("Ben");
  const [anas, first, second] = [await opens(member("Ana")), await opens(ben), await opens(ben)];
  first.closes();
  time.advance(100_000);
  anas.says("to the other tab");
  second.closes();
  time.advance(61_000);
  anas.says("to nobody");
  expect(lines(await opens(ben))).toEqual(["to the other tab"]);
});

test("the talk outlives unloading and reading anew of its room for the grace after the last tab, and no longer", async () => {
  const { member, opens, time, rooms } = await openTestTalk({ unloadAfterMs: 5_000 });
  const ana = member("Ana");
  const tab = await opens(ana);
  tab.says("kept for a minute");
  tab.closes();
  time.advance(20_000);
  await turns();
  expect(rooms.counts().rooms).toBe(0);
  const again = await opens(ana);
  expect(lines(again)).toEqual(["kept for a minute"]);
  again.closes();
  time.advance(61_000);
  await turns();
  const late = await opens(ana);
  expect(late.told()).toEqual([]);
  late.says("a new talk");
  expect(lines(late)).toEqual(["a new talk"]);
});

test("whoever may read may hear and speak, on every shelf, as the table of permissions says", async () => {
  for (const shelf of shelves) {
    for (const role of roles) {
      if (!can(role, "read", shelf)) continue;
      const { member, opens } = await openTestTalk();
      const [other, tab] = [await opens(member("Ana", "owner", shelf)), await opens(member("Ben", role, shelf))];
      tab.says("aloud");
      expect({ role, shelf, heard: lines(other) }).toEqual({ role, shelf, heard: ["aloud"] });
      expect(lines(tab)).toEqual(["aloud"]);
    }
  }
});

test("who is sent away hears nothing more, also not by coming back within the grace", async () => {
  for (const code of ["not-found", "suspended"] as const) {
    const { member, opens, change } = await openTestTalk();
    const [ana, ben] = [member("Ana"), member("Ben")];
    const [anas, bens] = [await opens(ana), await opens(ben)];
    anas.says("heard");
    change(ben, refuse(code, "No."));
    anas.says("secret");
    expect(lines(bens)).toEqual(["heard"]);
    change(ben, {});
    expect(lines(await opens(ben))).toEqual(["heard"]);
  }
});

test("who is signed out hears nothing more, also not by signing in again within the grace", async () => {
  const { member, opens, rooms } = await openTestTalk();
  const ben = member("Ben");
  const [anas, bens] = [await opens(member("Ana")), await opens(ben)];
  rooms.dismiss(ben.member, "not-logged-in", "You signed out.");
  anas.says("secret");
  expect(lines(bens)).toEqual([]);
  expect(lines(await opens(ben))).toEqual([]);
});

test("who loses the right while away for a moment does not hear what was said since", async () => {
  const { member, opens, change, time } = await openTestTalk();
  const ben = member("Ben");
  const [anas, bens] = [await opens(member("Ana")), await opens(ben)];
  bens.closes();
  anas.says("while Ben is away");
  change(ben, refuse("not-found", "No."));
  anas.says("secret");
  time.advance(1_000);
  change(ben, {});
  expect(lines(await opens(ben))).toEqual([]);
});

test("a page that was refused writing and connects again has missed nothing", async () => {
  const { member, opens } = await openTestTalk();
  const ben = member("Ben");
  const [anas, bens] = [await opens(member("Ana")), await opens(ben)];
  bens.socket.session.refuse("archived", "This document is in the archive.");
  anas.says("meanwhile");
  expect(lines(await opens(ben))).toEqual(["meanwhile"]);
});

test("a document that goes for good takes its talk along", async () => {
  const { member, opens, rooms, documentId } = await openTestTalk();
  const ana = member("Ana");
  const tab = await opens(ana);
  tab.says("gone");
  rooms.shut(documentId, "not-found", "This document was deleted for good.");
  expect((await opens(ana)).told()).toEqual([]);
});

test("a stock client neither hears nor counts as somebody who heard", async () => {
  const { member, opens } = await openTestTalk();
  const ben = member("Ben");
  const [anas, bens] = [await opens(member("Ana")), await opens(ben, { speaksAmbo: false })];
  anas.says("not for programs");
  bens.says("from a program");
  expect(bens.told()).toEqual([]);
  expect(lines(anas)).toEqual(["not for programs"]);
  expect(lines(await opens(ben))).toEqual([]);
});

test("a line that is too long, empty or comes too fast is heard by nobody, and its sender is told", async () => {
  const { member, opens } = await openTestTalk();
  const [anas, bens] = [await opens(member("Ana")), await opens(member("Ben"))];
  bens.says("x".repeat(maxLineLength + 1), { sent: "long" });
  bens.says("\u200b \n", { sent: "empty" });
  for (let line = 0; line < 9; line++) bens.says(`line ${line}`, { sent: `quick-${line}` });
  expect(bens.told().filter(({ chat }) => chat === "refused")).toEqual([
    { chat: "refused", sent: "long", why: "too-long" },
    { chat: "refused", sent: "empty", why: "empty" },
    { chat: "refused", sent: "quick-8", why: "too-fast" },
  ]);
  expect(lines(anas)).toHaveLength(8);
  expect(anas.told().some(({ chat }) => chat === "refused")).toBe(false);
});

test("what cannot be read ends the session, and no word of it is in the answer", async () => {
  const { member, opens } = await openTestTalk();
  for (const json of ["{ xyzzy", '{"ask":"xyzzy"}', JSON.stringify({ ask: "say", text: "xyzzy" })]) {
    const tab = await opens(member("Eve"));
    tab.socket.session.receive(talkFrame(json));
    expect(tab.socket.closed).toEqual({ code: 4400, sentence: "The server could not read what this page sent." });
    expect(Buffer.concat(tab.socket.received).toString()).not.toContain("xyzzy");
  }
});

test("only who is present can be mentioned, under the name that the server knows", async () => {
  const { member, opens, time } = await openTestTalk();
  const [ana, ben, cem, dora] = [member("Ana"), member("Ben"), member("Cem"), member("Dora")];
  const [anas, bens, cems] = [await opens(ana), await opens(ben), await opens(cem)];
  bens.closes();
  cems.closes();
  time.advance(30_000);
  await opens(ben);
  time.advance(31_000);
  const mentions = [ben.member, cem.member, dora.member, "z".repeat(26) as MemberId];
  anas.says("@Ben @Cem @Dora", { mentions });
  expect(anas.told().flatMap(entriesIn).at(-1)).toMatchObject({ mentions: [{ member: ben.member, name: "Ben" }] });
});

test("the oldest lines fall off by number and by size, and who heard them is told that they did", async () => {
  const talk = { maxEntries: 4, maxBytes: 1_800, burst: 100, msPerLine: 1, maxBytesTogether: 1e9 };
  const { member, opens } = await openTestTalk({ talk });
  const ana = member("Ana");
  const tab = await opens(ana);
  for (const text of ["1", "2", "3", "4", "5"]) tab.says(text);
  const again = await opens(ana);
  expect(lines(again)).toEqual(["2", "3", "4", "5"]);
  expect(again.told()[0]).toMatchObject({ chat: "heard", fellOff: true });
  tab.says("x".repeat(1_500));
  expect(lines(await opens(ana))).toEqual(["x".repeat(1_500)]);
  // Who came after they had fallen off has lost nothing.
  const bens = await opens(member("Ben"));
  tab.says("short");
  expect(bens.told()).toMatchObject([{ chat: "heard", fellOff: false }, { chat: "entry" }]);
});

test("all talks together stay within their memory: the largest gives way", async () => {
  const talk = { maxEntries: 500, maxBytes: 1e9, burst: 1_000, msPerLine: 1, maxBytesTogether: 20_000 };
  const { member, opens } = await openTestTalk({ talk });
  const ana = member("Ana");
  const tab = await opens(ana);
  for (let line = 0; line < 100; line++) tab.says("x".repeat(500));
  const kept = lines(await opens(ana)).length;
  expect(kept).toBeGreaterThan(10);
  expect(kept).toBeLessThan(40);
});

test("coming, leaving and returning are noted once somebody has spoken, and a reload is neither", async () => {
  const { member, opens, time } = await openTestTalk();
  const [ben, cem] = [member("Ben"), member("Cem")];
  const anas = await opens(member("Ana"));
  const bens = await opens(ben);
  expect(anas.hears()).toEqual([]);
  anas.says("Hello");
  const cems = await opens(cem);
  bens.closes();
  time.advance(9_000);
  const again = await opens(ben);
  again.closes();
  time.advance(11_000);
  const back = await opens(ben);
  back.closes();
  time.advance(61_000);
  expect(anas.hears()).toEqual(["Hello", "(Cem came)", "(Ben left)", "(Ben returned)", "(Ben left)"]);
  expect(cems.hears()).not.toContain("(Cem came)");
  cems.socket.session.refuse("not-found", "No.");
  expect(anas.hears().at(-1)).toBe("(Cem left)");
});

test("a crowd's comings and goings are not noted", async () => {
  const { member, opens } = await openTestTalk();
  const anas = await opens(member("Ana"));
  anas.says("Hello");
  for (let guest = 0; guest < 60; guest++) await opens(member(`Guest ${guest}`));
  const notes = anas.hears().length - 1;
  expect(notes).toBeGreaterThan(20);
  expect(notes).toBeLessThan(40);
});

test("typing is told while it lasts, ends with the line, by itself, and with its session", async () => {
  const { member, opens, time } = await openTestTalk();
  const ben = member("Ben");
  const [anas, bens] = [await opens(member("Ana")), await opens(ben)];
  const typists = () =>
    anas.told().flatMap((news) => (news.chat === "typing" ? [news.who.map(({ name }) => name)] : []));
  bens.asks({ ask: "typing", isTyping: true });
  time.advance(1_000);
  bens.asks({ ask: "typing", isTyping: true });
  time.advance(1_000);
  expect(typists()).toEqual([["Ben"]]);
  bens.says("done");
  time.advance(1_000);
  expect(typists()).toEqual([["Ben"], []]);
  bens.asks({ ask: "typing", isTyping: true });
  time.advance(10_000);
  expect(typists()).toEqual([["Ben"], [], ["Ben"], []]);
  bens.asks({ ask: "typing", isTyping: true });
  time.advance(1_000);
  bens.closes();
  time.advance(1_000);
  expect(typists()).toEqual([["Ben"], [], ["Ben"], [], ["Ben"], []]);
});

test("a socket that is too slow gets what was said in one piece once it has drained, and costs nothing until then", async () => {
  const { member, opens } = await openTestTalk();
  const ben = member("Ben");
  const [anas, bens] = [await opens(member("Ana")), await opens(ben)];
  bens.socket.buffered = 10 * 1024 * 1024;
  anas.says("the last one that goes out");
  for (const text of ["a", "b", "c"]) anas.says(text);
  expect(lines(bens)).toEqual(["the last one that goes out"]);
  bens.socket.drain();
  await turns();
  expect(bens.told().at(-1)).toMatchObject({ chat: "heard", since: 0 });
  expect(lines(bens)).toEqual(["the last one that goes out", "the last one that goes out", "a", "b", "c"]);
});

test("nothing that is said enters the log", async () => {
  const { member, opens, rooms, documentId } = await openTestTalk();
  const tab = await opens(member("Ana"));
  tab.says("xyzzy");
  await turns();
  const { state, seq } = await rooms.stateOf(documentId);
  expect(seq).toBe(0);
  expect(Buffer.from(state).toString()).not.toContain("xyzzy");
});

test("whatever the order of coming, leaving, talking and waiting, a member hears exactly what was said in their presence", async () => {
  const people = ["Ana", "Ben", "Cem"];
  const step = fc.oneof(
    fc.record({ does: fc.constant("opens" as const), who: fc.nat(2) }),
    fc.record({ does: fc.constant("closes" as const), who: fc.nat(2) }),
    fc.record({ does: fc.constant("says" as const), who: fc.nat(2) }),
    fc.record({ does: fc.constant("waits" as const), ms: fc.constantFrom(1_000, 15_000, 45_000, 70_000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 80, size: "max" }), async (steps) => {
      const { member, opens, time } = await openTestTalk({
        talk: { maxEntries: 500, maxBytes: 1e9, burst: 1_000, msPerLine: 1, maxBytesTogether: 1e9 },
      });
      const members = people.map((name) => member(name));
      const tabs: TestTab[][] = [[], [], []];
      /** By the words of the rule: when each was there, and when the last tab of all closed. */
      const presences: { from: number; to: number }[][] = [[], [], []];
      let said: { text: string; step: number }[] = [];
      let allClosedAt: number | null = null;
      const closedAt: (number | null)[] = [null, null, null];
      let count = 0;
      for (const [index, action] of steps.entries()) {
        const moment = time.now();
        if (action.does === "waits") time.advance(action.ms);
        else if (action.does === "opens") {
          if (allClosedAt !== null && moment - allClosedAt >= 60_000) {
            said = [];
            for (const own of presences) own.length = 0;
          }
          allClosedAt = null;
          const own = presences[action.who] as { from: number; to: number }[];
          const closed = closedAt[action.who] ?? null;
          const last = own.at(-1);
          if ((tabs[action.who] as TestTab[]).length === 0) {
            if (last !== undefined && closed !== null && moment - closed < 60_000) last.to = Number.POSITIVE_INFINITY;
            else own.push({ from: index, to: Number.POSITIVE_INFINITY });
          }
          const tab = await opens(members[action.who] as never);
          tabs[action.who]?.push(tab);
          const expected = said
            .filter(({ step: at }) => own.some(({ from, to }) => from <= at && at <= to))
            .map(({ text }) => text);
          expect(lines(tab)).toEqual(expected);
        } else if (action.does === "closes") {
          const tab = tabs[action.who]?.pop();
          if (tab === undefined) continue;
          tab.closes();
          if (tabs[action.who]?.length === 0) {
            closedAt[action.who] = moment;
            const last = presences[action.who]?.at(-1);
            if (last !== undefined) last.to = index;
          }
          if (tabs.every((own) => own.length === 0)) allClosedAt = moment;
        } else {
          const tab = tabs[action.who]?.[0];
          if (tab === undefined) continue;
          said.push({ text: `line ${++count}`, step: index });
          tab.says(`line ${count}`);
        }
      }
    }),
    { numRuns: 100, seed: 27 },
  );
});

test("a talk frame is one of the protocol's own", () => {
  expect(talkFrame("{}")[0]).toBe(frameType.talk);
});
