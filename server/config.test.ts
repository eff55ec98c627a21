import { expect, test } from "vitest";
import { parseConfig } from "./config.ts";

function configOf(env: Record<string, string>) {
  const parsed = parseConfig(env);
  if (!parsed.ok) throw new Error(parsed.mistakes.join(" "));
  return parsed.config;
}

function mistakesOf(env: Record<string, string>): string[] {
  const parsed = parseConfig(env);
  return parsed.ok ? [] : parsed.mistakes;
}

test("an empty environment means this machine only, port 3000, and data beside the server", () => {
  expect(configOf({})).toEqual({
    port: 3000,
    host: "127.0.0.1",
    dataFolder: "./data",
    publicUrl: null,
    logLevel: "info",
  });
});

test("every variable is read, and an empty one counts as absent", () => {
  const env = {
    PORT: "0",
    HOST: "::",
    DATA_DIR: "/srv/ambo",
    PUBLIC_URL: "https://Write.example.org/",
    LOG_LEVEL: "WARN",
  };
  expect(configOf(env)).toEqual({
    port: 0,
    host: "::",
    dataFolder: "/srv/ambo",
    publicUrl: "https://write.example.org",
    logLevel: "warn",
  });
  expect(configOf({ PORT: "", HOST: " ", PUBLIC_URL: "" })).toEqual(configOf({}));
});

test("all mistakes are told at once, each naming its variable", () => {
  const mistakes = mistakesOf({
    PORT: "80a",
    HOST: "localhost:3000",
    PUBLIC_URL: "write.example.org",
    LOG_LEVEL: "loud",
  });
  expect(mistakes.map((sentence) => sentence.split(" ")[0])).toEqual(["PORT", "HOST", "PUBLIC_URL", "LOG_LEVEL"]);
  for (const sentence of mistakes) expect(sentence).toMatch(/\.$/);
});

test.each([
  ["PORT", "65536"],
  ["PORT", "-1"],
  ["PORT", "3.5"],
  ["HOST", "http://localhost"],
  ["PUBLIC_URL", "ftp://write.example.org"],
  ["PUBLIC_URL", "https://write.example.org/ambo"],
  ["PUBLIC_URL", "https://write.example.org/?a=1"],
  ["PUBLIC_URL", "https://me@write.example.org"],
])("%s=%s is a mistake", (name, value) => {
  expect(mistakesOf({ [name]: value })).toHaveLength(1);
});
