import { expect, test } from "vitest";
import type { Person } from "../../shared/accountsApi.ts";
import type { MemberId } from "../../shared/ids.ts";
import { findPeople } from "./findPeople.ts";

const person = (name: string, email: string | null): Person => ({
  id: name as MemberId,
  name,
  email,
  createdAt: 0,
  isAdmin: false,
  suspendedAt: null,
  documents: 0,
});
const people = [person("Ana María", "ana@example.org"), person("Ben", null), person("Zoë Ott", "z.ott@school.example")];
const found = (text: string) => findPeople(people, text).map(({ name }) => name);

test("nothing typed finds everybody, in the order given", () => {
  expect(found("  ")).toEqual(["Ana María", "Ben", "Zoë Ott"]);
});

test("a person is found by parts of name and address, without accents or case", () => {
  expect(found("MARIA")).toEqual(["Ana María"]);
  expect(found("ott zoe")).toEqual(["Zoë Ott"]);
  expect(found("school")).toEqual(["Zoë Ott"]);
  expect(found("ben school")).toEqual([]);
});
