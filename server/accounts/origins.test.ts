import { expect, test } from "vitest";
import { createOriginCheck } from "./origins.ts";

const ownHost = createOriginCheck(null);
const ownUrl = createOriginCheck("https://write.example.org");

test.each(["localhost:3000", "127.0.0.1:3000", "192.168.1.20:3000", "[::1]:3000", "ambo.local"])(
  "without a public URL a page that was loaded from %s is ours",
  (host) => {
    expect(ownHost({ headers: { origin: `http://${host}`, host } })).toBe(true);
  },
);

test("a page from another host, port or name of the same machine is not ours", () => {
  const host = "localhost:3000";
  for (const origin of [
    "http://evil.example",
    "http://localhost:3001",
    "http://127.0.0.1:3000",
    "http://localhost:3000.evil.example",
  ]) {
    expect(ownHost({ headers: { origin, host } })).toBe(false);
  }
  expect(ownHost({ headers: { origin: "http://localhost:3000" } })).toBe(false);
});

test("a browser writes hosts in lower case, whatever the request line says", () => {
  expect(ownHost({ headers: { origin: "http://ambo.local", host: "Ambo.Local" } })).toBe(true);
});

test("with a public URL nothing else is ours, not even the request's own host", () => {
  expect(ownUrl({ headers: { origin: "https://write.example.org", host: "10.0.0.2:3000" } })).toBe(true);
  expect(ownUrl({ headers: { origin: "http://write.example.org", host: "write.example.org" } })).toBe(false);
  expect(ownUrl({ headers: { origin: "http://localhost:3000", host: "localhost:3000" } })).toBe(false);
});

test("a script without an origin passes, and the origin null never does", () => {
  for (const check of [ownHost, ownUrl]) {
    expect(check({ headers: { host: "localhost:3000" } })).toBe(true);
    expect(check({ headers: { origin: "null", host: "null" } })).toBe(false);
    expect(check({ headers: { origin: "", host: "" } })).toBe(false);
  }
});
