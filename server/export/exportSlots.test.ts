import { expect, test } from "vitest";
import type { MemberId } from "../../shared/ids.ts";
import { createExportSlots } from "./exportSlots.ts";

const member = (name: string) => ({ memberId: name as MemberId, isAdmin: false });
const admin = { memberId: "admin" as MemberId, isAdmin: true };

test("the last place is kept for whoever looks after the server", () => {
  const slots = createExportSlots({ perMember: 2, inAll: 3, forAdmins: 1 });
  const leave = slots.enter(member("ana"));
  expect(slots.enter(member("ben"))).not.toBeNull();
  expect(slots.enter(member("cleo"))).toBeNull();
  const adminLeaves = slots.enter(admin);
  expect(adminLeaves).not.toBeNull();
  expect(slots.enter(admin)).toBeNull();
  leave?.();
  expect(slots.enter(member("cleo"))).toBeNull();
  adminLeaves?.();
  expect(slots.enter(member("cleo"))).not.toBeNull();
});

test("nobody has more than their share, and leaving twice gives one place back", () => {
  const slots = createExportSlots({ perMember: 2, inAll: 10, forAdmins: 1 });
  const leave = slots.enter(member("ana"));
  expect(slots.enter(member("ana"))).not.toBeNull();
  expect(slots.enter(member("ana"))).toBeNull();
  leave?.();
  leave?.();
  expect(slots.enter(member("ana"))).not.toBeNull();
  expect(slots.enter(member("ana"))).toBeNull();
});
