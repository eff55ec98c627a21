import { afterEach, expect, test, vi } from "vitest";
import { fetchMe } from "./accounts.ts";
import { createDocument } from "./documents.ts";
import { failureOf, isTransient } from "./failure.ts";
import { request } from "./request.ts";

afterEach(() => vi.unstubAllGlobals());

function serverAnswers(status: number, body: string): ReturnType<typeof vi.fn> {
  const fetch = vi.fn(async (_path: string, _init?: RequestInit) => new Response(body, { status }));
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

async function failureFrom(asked: Promise<unknown>) {
  return failureOf(
    await asked.then(
      () => "it succeeded",
      (thrown: unknown) => thrown,
    ),
  );
}

test("an answer is handed on as it stands, and a question travels as JSON", async () => {
  const fetch = serverAnswers(200, '{"id":"x"}');
  expect(await createDocument({ id: "a", title: "T" })).toEqual({ id: "x" });
  expect(fetch.mock.calls[0]?.[0]).toBe("/api/documents");
  expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: "POST", body: '{"id":"a","title":"T"}' });
});

test("an empty answer is an answer", async () => {
  serverAnswers(200, "");
  expect(await request("POST", "/sign-out")).toBeUndefined();
});

test("a refusal keeps its code and its sentence", async () => {
  serverAnswers(403, '{"code":"forbidden","sentence":"Viewers cannot rename."}');
  expect(await failureFrom(request("PATCH", "/x"))).toEqual({
    kind: "refused",
    code: "forbidden",
    sentence: "Viewers cannot rename.",
  });
});

test("a code that we do not know is a bug, even one named like a property of every object", async () => {
  for (const code of ["bug", "toString"]) {
    serverAnswers(500, JSON.stringify({ code, sentence: "Something broke." }));
    expect(await failureFrom(request("GET", "/x"))).toEqual({ kind: "bug", sentence: "Something broke." });
  }
});

test("no connection, and a proxy before a dead server, are both: not reachable", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("Failed to fetch");
  });
  expect(await failureFrom(request("GET", "/x"))).toEqual({ kind: "unreachable" });
  serverAnswers(502, "<h1>Bad gateway</h1>");
  expect(await failureFrom(request("GET", "/x"))).toEqual({ kind: "unreachable" });
});

test("a page where JSON was expected is a bug and never an answer", async () => {
  serverAnswers(200, "<!doctype html>");
  expect((await failureFrom(request("GET", "/x"))).kind).toBe("bug");
});

test("having no login is the answer null; other failures of the same question stay failures", async () => {
  serverAnswers(200, '{"member":null}');
  expect(await fetchMe()).toBeNull();
  serverAnswers(200, '{"member":{"id":"a","name":"Ana"}}');
  expect(await fetchMe()).toEqual({ member: { id: "a", name: "Ana" } });
  serverAnswers(401, '{"code":"not-logged-in","sentence":"Sign in first."}');
  expect(await fetchMe()).toBeNull();
  serverAnswers(503, '{"code":"overloaded","sentence":"Try again."}');
  expect(await failureFrom(fetchMe())).toMatchObject({ kind: "refused", code: "overloaded" });
});

test("only what may pass by itself is worth asking again", () => {
  expect(isTransient({ kind: "unreachable" })).toBe(true);
  expect(isTransient({ kind: "refused", code: "overloaded", sentence: "" })).toBe(true);
  expect(isTransient({ kind: "refused", code: "forbidden", sentence: "" })).toBe(false);
  expect(isTransient(new TypeError("x is undefined"))).toBe(false);
});
