// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import type { LoginOfMine } from "../../shared/accountsApi.ts";
import { closePage, openPage, shown, signedIn } from "../app/testPage.tsx";

afterEach(closePage);

const minute = 60_000;
const login = (id: string, more: Partial<LoginOfMine>): LoginOfMine => ({
  id,
  device: { browser: null, system: null },
  createdAt: Date.now() - 3 * 24 * 60 * minute,
  usedAt: Date.now() - 14 * minute,
  isCurrent: false,
  ...more,
});

async function openLogins(...logins: LoginOfMine[]): Promise<string[]> {
  openPage("/account", { "GET /api/me": signedIn, "GET /api/me/logins": () => ({ answer: { logins } }) });
  await shown(".login");
  return [...document.querySelectorAll(".login-about")].map(({ textContent }) => textContent ?? "");
}

test("the login in use says so, the others when they were used, and all since when they are", async () => {
  const [own, other] = await openLogins(login("a", { isCurrent: true }), login("b", {}));
  expect(own).toMatch(/In use now · Signed in 3 days ago$/);
  expect(other).toMatch(/Last used 14 minutes ago · Signed in 3 days ago$/);
});

test("a device is named by what is known of it", async () => {
  const devices = [
    { browser: "Chrome", system: "Linux" },
    { browser: "Firefox", system: null },
    { browser: null, system: "iPad" },
    { browser: null, system: null },
  ];
  const told = await openLogins(...devices.map((device, index) => login(String(index), { device })));
  expect(told.map((text) => text.replace(/Last used.*/, ""))).toEqual([
    "Chrome on Linux",
    "Firefox",
    "iPad",
    "Unknown device",
  ]);
});
