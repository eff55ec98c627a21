// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import type { Myself } from "../../shared/accountsApi.ts";
import { closePage, openPage, shown, signInOptions, type TestServer, testMyself } from "../app/testPage.tsx";

afterEach(closePage);

async function openAccount(me: Partial<Myself>, server: TestServer = {}, sendsMail = true): Promise<void> {
  openPage("/account", {
    "GET /api/me": () => ({ answer: { member: { ...testMyself("Ana"), email: "ana@example.org", ...me } } }),
    "GET /api/me/logins": () => ({ answer: { logins: [] } }),
    "GET /api/sign-in-options": () => ({ answer: { ...signInOptions, sendsMail } }),
    ...server,
  });
  await shown(".profile-email", "ana@example.org");
}

test("an address that is not proved says so, and the e-mail is sent again until there were too many", async () => {
  let asked = 0;
  await openAccount(
    {},
    {
      "POST /api/me/confirmation": () =>
        ++asked === 1 ? { status: 204 } : { status: 429, answer: { code: "too-many-requests", sentence: "No." } },
    },
  );
  await shown(".profile .settings-badge", "not confirmed yet");
  (await shown(".profile button", "Send the e-mail again")).click();
  await shown(".profile [role=status]", "An e-mail is on its way to ana@example.org.");
  (await shown(".profile button", "Send the e-mail again")).click();
  await shown(".profile [role=status]", "Several e-mails went to this address just now.");
});

test("an address that is proved says so, and offers nothing", async () => {
  await openAccount({ isEmailConfirmed: true });
  await shown(".profile .settings-badge", "confirmed");
  expect(document.querySelector(".profile button")).toBeNull();
});

test("where no mail is sent nothing is missing", async () => {
  await openAccount({}, {}, false);
  await shown(".settings-list");
  expect(document.querySelector(".profile .settings-badge, .profile button")).toBeNull();
});
