/** Strangers do not learn which addresses have an account: neither from an answer nor from how much work it was. */
import { hashPassword } from "better-auth/crypto";
import { expect, test, vi } from "vitest";
import { atServer } from "../testServer.ts";
import { openBrowser, password } from "./testing/browser.ts";

vi.mock("better-auth/crypto", async (original) => {
  const real = await original<typeof import("better-auth/crypto")>();
  return { ...real, hashPassword: vi.fn(real.hashPassword) };
});

const ana = { name: "Ana", email: "ana@example.org", password };

test("where nobody new may come, an address that has an account is refused like any other, without hashing", () =>
  atServer({}, async (server) => {
    const admin = openBrowser(server);
    await admin.makesAccount(ana);
    await admin.gets("PATCH", "/api/admin/settings", { signUp: "closed" });
    vi.mocked(hashPassword).mockClear();
    const answers = await Promise.all(
      [ana.email, "nobody@example.org"].map((email) =>
        openBrowser(server).ask("POST", "/api/accounts", { ...ana, email }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    expect(hashPassword).not.toHaveBeenCalled();
  }));
