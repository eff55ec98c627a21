import { expect, test } from "vitest";
import { atServer, jsonInit, newId } from "../testServer.ts";

const page = {
  "index.html": "<!doctype html><title>Ambo</title>",
  "icon.svg": "<svg/>",
  "assets/main-abc123.js": "1;",
};

/** The directives of a policy by name. */
function policyOf(headers: Headers): Map<string, string> {
  const policy = headers.get("content-security-policy") ?? "";
  return new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(" ");
      return [name, sources.join(" ")];
    }),
  );
}

test("a body that is not JSON, is too large, or has another type is refused in a sentence", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Ana");
    const post = (body: string, type = "application/json") =>
      server.ask("/api/documents", { method: "POST", headers: { cookie: ana.cookie, "content-type": type }, body });
    expect(await post('{"id":')).toMatchObject({ status: 400, body: { code: "malformed" } });
    expect(await post(JSON.stringify({ id: newId(), title: "x".repeat(300_000) }))).toMatchObject({
      status: 413,
      body: { code: "too-large" },
    });
    expect(await post(JSON.stringify({ id: newId() }), "text/plain")).toMatchObject({ status: 400 });
    expect(await post(`id=${newId()}`, "application/x-www-form-urlencoded")).toMatchObject({ status: 400 });
    for (const answer of [await post("{"), await post("[]"), await post("null")]) {
      expect(JSON.stringify(answer.body)).not.toMatch(/at .*\.(ts|js)|node_modules|SyntaxError|Zod/);
      expect(Object.keys(answer.body as object).sort()).toEqual(["code", "sentence"]);
    }
  }));

test("what changes something must come from a page of ours, at any name of this machine, or from a script", () =>
  atServer({}, async (server) => {
    const { port } = new URL(server.url);
    const signIn = (host: string, origin: string | null) =>
      server.ask(`http://${host}:${port}/api/guests`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(origin === null ? {} : { origin }) },
        body: JSON.stringify({ name: "Ana" }),
      });
    for (const host of ["localhost", "127.0.0.1"]) {
      expect((await signIn(host, `http://${host}:${port}`)).status).toBe(200);
    }
    expect((await signIn("localhost", null)).status).toBe(200);
    for (const origin of [`http://127.0.0.1:${port}`, "https://evil.example", "null"]) {
      expect(await signIn("localhost", origin)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    }
  }));

test("with a public URL only it is ours", () =>
  atServer({ config: { publicUrl: "https://write.example.org" } }, async (server) => {
    const signIn = (origin: string) =>
      server.ask("/api/guests", {
        ...jsonInit("POST", { name: "Ana" }),
        headers: { "content-type": "application/json", origin },
      });
    expect((await signIn("https://write.example.org")).status).toBe(200);
    expect((await signIn(server.url)).status).toBe(403);
  }));

test("unknown paths under /api are refused as data, not answered with a page", () =>
  atServer({ page }, async (server) => {
    for (const address of ["/api", "/api/nothing", "/api/documents/a/b/c", "/api/%E0%A4%A"]) {
      const answer = await server.ask(address);
      expect(answer.status, address).toBeGreaterThanOrEqual(400);
      expect(answer.body, address).toMatchObject({ code: expect.any(String), sentence: expect.any(String) });
    }
  }));

test("every page carries the policy, and plain HTTP is never forced to https", () =>
  atServer({ page }, async (server) => {
    for (const address of ["/", "/d/abc", "/api/me", "/assets/main-abc123.js"]) {
      const { headers } = await server.ask(address);
      const policy = policyOf(headers);
      const { host } = new URL(server.url);
      expect(Object.fromEntries(policy)).toEqual({
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": `'self' ws://${host} wss://${host}`,
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
      });
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  }));

test("under an https public URL browsers are told to stay with https", () =>
  atServer({ page, config: { publicUrl: "https://write.example.org" } }, async (server) => {
    const { headers } = await server.ask("/");
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}/);
    expect(policyOf(headers).has("upgrade-insecure-requests")).toBe(true);
    expect(policyOf(headers).get("connect-src")).toBe("'self' wss://write.example.org");
  }));

test("the page is asked for anew each time, at every address; hashed files are kept for ever", () =>
  atServer({ page }, async (server) => {
    for (const address of ["/", `/d/${newId()}`, "/index.html"]) {
      const answer = await server.ask(address);
      expect([answer.status, answer.body]).toEqual([200, page["index.html"]]);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
    }
    const asset = await server.ask("/assets/main-abc123.js");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await server.ask("/icon.svg")).headers.get("cache-control")).toBe("no-cache");
    expect((await server.ask("/assets/main-old.js")).status).toBe(404);
    expect((await server.ask("/", { method: "DELETE" })).status).toBe(404);
  }));

test("files outside the page's folder are not served", () =>
  atServer({ page }, async (server) => {
    for (const address of [
      "/..%2fdata%2fcatalog.json",
      "/assets/..%2f..%2fdata%2fcatalog.json",
      "/%2e%2e/data/catalog.json",
    ]) {
      const answer = await server.ask(address);
      expect(JSON.stringify(answer.body)).not.toContain("documents");
    }
  }));

test("a page that was not built yet is told in one sentence", () =>
  atServer({}, async (server) => {
    const answer = await server.ask("/");
    expect(answer.status).toBe(503);
    expect(answer.body).toMatch(/not been built/);
  }));

test("health says that the server is ready, and which version it is", () =>
  atServer({}, async (server) => {
    const answer = await server.ask("/healthz");
    expect(answer).toMatchObject({
      status: 200,
      body: { status: "ready", version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  }));

test("log lines hold no name, title, cookie or address of a document", () =>
  atServer({}, async (server) => {
    const ana = await server.signsIn("Annabel");
    const { id } = await ana.creates("Secret plan");
    await ana.ask("GET", `/api/documents/${id}?q=hidden`);
    await ana.ask("PATCH", `/api/documents/${id}`, { title: "Secret plan 2" });
    await ana.ask("GET", `/d/${id}`);
    await ana.ask("POST", "/api/documents", { id: "Secret id" });
    const requests = server.logged.filter((line) => line.includes("Answered a request."));
    expect(requests.length).toBeGreaterThanOrEqual(6);
    expect(requests.join("\n")).toContain("/api/documents/:id");
    for (const secret of ["Annabel", "Secret", "hidden", id, ana.cookie.split("=")[1] ?? "?"]) {
      expect(requests.join("\n")).not.toContain(secret);
    }
  }));
