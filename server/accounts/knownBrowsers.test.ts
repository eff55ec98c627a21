import { expect, test } from "vitest";
import { seededRandom } from "../storage/testing/simulatedStorage.ts";
import { createKnownBrowsers } from "./knownBrowsers.ts";

const random = seededRandom(3);
const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
const known = createKnownBrowsers({ secret: "secret", publicUrl: null, randomBytes });
const cookieIn = (line: string) => ({ cookie: `other=1; ${line.split(";")[0]}` });

test("a browser is known to the accounts that signed in with it, and to no other", () => {
  const first = cookieIn(known.remember({}, "ana"));
  const both = cookieIn(known.remember(first, "ben"));
  const name = known.nameFor(first, "ana");
  expect(name).toMatch(/^[\w-]{22}$/);
  expect([known.nameFor(both, "ana"), known.nameFor(both, "ben"), known.nameFor(both, "cleo")]).toEqual([
    name,
    name,
    null,
  ]);
  expect(known.nameFor({}, "ana")).toBeNull();
  expect(JSON.stringify(both)).not.toContain("ana");
});

test("a cookie that this server did not write makes no browser known, nor one of another browser's name", () => {
  const others = createKnownBrowsers({ secret: "another", publicUrl: null, randomBytes });
  expect(known.nameFor(cookieIn(others.remember({}, "ana")), "ana")).toBeNull();
  const [own, stolen] = [known.remember({}, "eve"), known.remember({}, "ana")].map(
    (line) => /=([^;]*)/.exec(line)?.[1]?.split(".") ?? [],
  );
  expect(known.nameFor({ cookie: `ambo.known=${own?.[0]}.${stolen?.[1]}` }, "ana")).toBeNull();
  for (const text of ["", ".", "x", "a.b.c", `${"a".repeat(22)}.${"é".repeat(22)}`]) {
    expect(known.nameFor({ cookie: `ambo.known=${text}` }, "ana")).toBeNull();
    expect(known.remember({ cookie: `ambo.known=${text}` }, "ana")).toMatch(/^ambo\.known=[\w-]{22}\.[\w-]{22};/);
  }
});

test("a browser of many people stays small, and under https the cookie is this server's alone", () => {
  let headers = {};
  for (let i = 0; i < 30; i++) headers = cookieIn(known.remember(headers, `member ${i}`));
  expect(JSON.stringify(headers).length).toBeLessThan(400);
  expect(known.nameFor(headers, "member 29")).not.toBeNull();
  expect(known.nameFor(headers, "member 0")).toBeNull();
  const secure = createKnownBrowsers({ secret: "s", publicUrl: "https://write.example.org", randomBytes });
  expect(secure.remember({}, "ana")).toMatch(
    /^__Host-ambo\.known=.*; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/,
  );
});
