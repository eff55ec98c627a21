// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import type { Person } from "../../shared/accountsApi.ts";
import type { MemberId } from "../../shared/ids.ts";
import { closePage, openPage, shown, testMyself } from "../app/testPage.tsx";

afterEach(closePage);

const person = (name: string, more: Partial<Person> = {}): Person => ({
  id: name.toLowerCase().padEnd(26, "a") as MemberId,
  name,
  email: `${name.toLowerCase()}@example.org`,
  createdAt: Date.now() - 8 * 60_000,
  isAdmin: false,
  suspendedAt: null,
  documents: 0,
  ...more,
});

function openAdmin(...people: Person[]): void {
  const me = { ...testMyself("Ana"), email: "ana@example.org", isAdmin: true };
  openPage("/admin", {
    "GET /api/me": () => ({ answer: { member: me } }),
    "GET /api/admin/people": () => ({ answer: { people } }),
  });
}

test("accounts, guests and suspended people are counted apart", async () => {
  openAdmin(
    person("Ana", { isAdmin: true }),
    person("Ben"),
    person("Gil", { email: null }),
    person("Eve", { email: null, suspendedAt: 1 }),
  );
  await shown(".settings-lead", "2 accounts · 1 guest · 1 suspended");
  await shown(".person-facts", "Joined 8 minutes ago");
});

test("what is not there is not counted", async () => {
  openAdmin(person("Ana", { isAdmin: true }));
  await shown(".person", "Ana");
  expect((await shown(".settings-lead", "1 account")).textContent).toBe("1 account");
});

test("of a guest nothing is promised that a new name would undo", async () => {
  openAdmin(person("Ana", { isAdmin: true }), person("Gil", { email: null }));
  (await shown("button[aria-label='What can be done about Gil']")).click();
  (await shown("[role='menuitem']", "Suspend")).click();
  await shown(".confirm-body", "the same person can come in as another guest");
});
