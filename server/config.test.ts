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
    mail: null,
    oidc: null,
    trustProxy: false,
  });
});

test("every variable is read, and an empty one counts as absent", () => {
  const env = {
    PORT: "0",
    HOST: "::",
    DATA_DIR: "/srv/ambo",
    PUBLIC_URL: "https://Write.example.org/",
    LOG_LEVEL: "WARN",
    SMTP_URL: "smtps://ambo:secret@mail.example.org",
    MAIL_FROM: "Ambo <ambo@example.org>",
    OIDC_ISSUER: "https://login.example.org/realms/us",
    OIDC_CLIENT_ID: "ambo",
    OIDC_CLIENT_SECRET: "hush",
    OIDC_NAME: "Our school",
    TRUST_PROXY: "10.0.0.2, 10.1.0.0/16",
  };
  expect(configOf(env)).toEqual({
    port: 0,
    host: "::",
    dataFolder: "/srv/ambo",
    publicUrl: "https://write.example.org",
    logLevel: "warn",
    mail: { smtpUrl: "smtps://ambo:secret@mail.example.org", from: "Ambo <ambo@example.org>" },
    oidc: {
      issuer: "https://login.example.org/realms/us",
      clientId: "ambo",
      clientSecret: "hush",
      name: "Our school",
    },
    trustProxy: ["10.0.0.2", "10.1.0.0/16"],
  });
  expect(configOf({ TRUST_PROXY: "2" }).trustProxy).toBe(2);
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
  ["TRUST_PROXY", "0"],
  ["TRUST_PROXY", "yes"],
  ["TRUST_PROXY", "X-Real-IP"],
  ["TRUST_PROXY", "0.0.0.0/0"],
])("%s=%s is a mistake", (name, value) => {
  expect(mistakesOf({ [name]: value })).toHaveLength(1);
});

test.each([
  ["SMTP_URL", "https://mail.example.org"],
  ["MAIL_FROM", "nobody"],
  ["OIDC_ISSUER", "http://login.example.org"],
  ["OIDC_ISSUER", "login.example.org"],
])("%s=%s is a mistake also when all that goes with it is there", (name, value) => {
  const rest = {
    PUBLIC_URL: "https://write.example.org",
    ...(name.startsWith("OIDC")
      ? { OIDC_CLIENT_ID: "ambo", OIDC_CLIENT_SECRET: "hush", OIDC_NAME: "School" }
      : { SMTP_URL: "smtp://localhost:25", MAIL_FROM: "ambo@example.org" }),
  };
  expect(mistakesOf({ ...rest, [name]: value })).toHaveLength(1);
});

test("what belongs together is asked for together, and needs the public URL", () => {
  expect(mistakesOf({ SMTP_URL: "smtp://localhost" }).map((sentence) => sentence.split(" ")[0])).toEqual([
    "MAIL_FROM",
    "PUBLIC_URL",
  ]);
  expect(mistakesOf({ OIDC_NAME: "School", PUBLIC_URL: "https://write.example.org" })).toHaveLength(3);
});

test("a mistake in the mail server's address does not tell its password to the terminal", () => {
  const env = { SMTP_URL: "imap://me:hush@mail", MAIL_FROM: "a@b.example", PUBLIC_URL: "https://write.example.org" };
  expect(mistakesOf(env).join(" ")).not.toContain("hush");
});
