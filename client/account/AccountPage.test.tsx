// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import { closePage, openPage, shown, testMyself } from "../app/testPage.tsx";

afterEach(closePage);

async function leads(email: string | null): Promise<string> {
  openPage("/account", {
    "GET /api/me": () => ({ answer: { member: { ...testMyself("Ana"), email } } }),
    "GET /api/me/logins": () => ({ answer: { logins: [] } }),
  });
  await shown("h1", "Account");
  return [...document.querySelectorAll(".settings-lead")].map(({ textContent }) => textContent).join(" ");
}

test("a guest is told nothing of a password and of an account, which a guest does not have", async () => {
  const told = await leads(null);
  expect(told).toContain("As a guest you are signed in here only.");
  expect(told).not.toMatch(/password|your account/);
});

test("who has an account is told that choices go along, and what to do about a login of somebody else", async () => {
  const told = await leads("ana@example.org");
  expect(told).toContain("It goes with your account");
  expect(told).toContain("end it and change your password");
});
