import { expect, test } from "vitest";
import type { MemberId } from "../../shared/ids.ts";
import { emptyDraft, matching, mentionsIn, queryAt, withMention } from "./chatDraft.ts";

const person = (name: string) => ({ member: name.toLowerCase().padEnd(26, "a").slice(0, 26) as MemberId, name });

test("a name is being typed behind an @ that begins a word", () => {
  expect(queryAt("Hello @Be", 9)).toEqual({ from: 6, query: "Be" });
  expect(queryAt("@", 1)).toEqual({ from: 0, query: "" });
  expect(queryAt("(@Ana Ma", 8)).toEqual({ from: 1, query: "Ana Ma" });
  expect(queryAt("Hello @Be and more", 9)).toEqual({ from: 6, query: "Be" });
  expect(queryAt("ana@example.org", 15)).toBeNull();
  expect(queryAt("@Ben\nmore", 9)).toBeNull();
  expect(queryAt("no name", 7)).toBeNull();
});

test("people are found by the beginning of any of their names, in any writing of it", () => {
  const people = ["Ana Müller", "Ben", "Cem Bender"].map(person);
  const found = (query: string) => matching(people, query).map(({ name }) => name);
  expect(found("be")).toEqual(["Ben", "Cem Bender"]);
  expect(found("mul")).toEqual(["Ana Müller"]);
  expect(found("ana m")).toEqual(["Ana Müller"]);
  expect(found("x")).toEqual([]);
  expect(found("")).toHaveLength(3);
});

test("a picked name stands where its beginning was, with a space behind it and the caret after that", () => {
  const draft = { ...emptyDraft, text: "Hello @belook" };
  const picked = withMention(draft, { from: 6, query: "be" }, person("Ben"));
  expect(picked.draft.text).toBe("Hello @Ben look");
  expect(picked.caret).toBe("Hello @Ben ".length);
  const ending = withMention({ ...emptyDraft, text: "Hello @be, look" }, { from: 6, query: "be" }, person("Ben"));
  expect(ending).toMatchObject({ draft: { text: "Hello @Ben, look" }, caret: 10 });
  const spaced = withMention({ ...emptyDraft, text: "@be look" }, { from: 0, query: "be" }, person("Ben"));
  expect(spaced).toMatchObject({ draft: { text: "@Ben look", mentions: [person("Ben")] }, caret: 5 });
});

test("of two names that begin alike the one that stands there is mentioned", () => {
  const mentions = [person("Ana"), person("Ana Maria")];
  expect(mentionsIn({ ...emptyDraft, text: "@Ana Maria", mentions })).toEqual([person("Ana Maria")]);
  expect(mentionsIn({ ...emptyDraft, text: "@Ana Maria and @Ana", mentions })).toHaveLength(2);
  expect(mentionsIn({ ...emptyDraft, text: "Ana", mentions })).toEqual([]);
});
