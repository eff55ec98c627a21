import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

/**
 * A clone so small that setting it up takes a second: our scripts, a package.json that asks for nothing, and a stand-in
 * for Vite that counts how often it was called.
 */
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "ambo-setup-"));
  cpSync(fileURLToPath(new URL("./", import.meta.url)), join(clone, "scripts"), { recursive: true });
  writes("package.json", '{ "name": "small", "version": "1.0.0" }');
  writes(
    "package-lock.json",
    JSON.stringify({ name: "small", version: "1.0.0", lockfileVersion: 3, packages: { "": {} } }),
  );
  writes("server/main.ts", "first");
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function writes(file: string, text: string): void {
  mkdirSync(dirname(join(clone, file)), { recursive: true });
  writeFileSync(join(clone, file), text);
}

function setsUp(wishes: string[] = [], env: NodeJS.ProcessEnv = {}) {
  const child = spawnSync(process.execPath, ["scripts/setup.mjs", ...wishes], {
    cwd: clone,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: clone, ...env },
  });
  return { status: child.status, says: child.stdout + child.stderr };
}

/** What an install leaves behind, without the minute that it takes. */
function isInstalled(): void {
  writes("node_modules/.package-lock.json", JSON.stringify({ packages: {} }));
  writes(
    "node_modules/vite/bin/vite.js",
    'require("node:fs").appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n"); process.exit(require("node:fs").readFileSync("server/main.ts", "utf8") === "broken" ? 1 : 0);',
  );
}

const builds = () => readFileSync(join(clone, "calls"), "utf8").trim().split("\n").length / 2;

test("a fresh clone is installed once, and again after an install that was interrupted", { timeout: 60_000 }, () => {
  expect(setsUp([], { NODE_ENV: "production" })).toMatchObject({
    status: 0,
    says: expect.stringContaining("Installing packages"),
  });
  // npm writes nothing for a package without dependencies, so what it would have written is put there.
  isInstalled();
  expect(setsUp()).toEqual({ status: 0, says: "" });
  rmSync(join(clone, "node_modules/.package-lock.json"));
  expect(setsUp().says).toContain("Installing packages");
});

test("a package that is missing or of another version is noticed, an optional one is not missed", {
  timeout: 60_000,
}, () => {
  isInstalled();
  const wants = (packages: object) => writes("package-lock.json", JSON.stringify({ packages }));
  const has = (packages: object) => writes("node_modules/.package-lock.json", JSON.stringify({ packages }));
  const path = "node_modules/left";
  writes(`${path}/package.json`, "{}");

  wants({ [path]: { version: "1.0.0" }, "node_modules/other-platform": { version: "1.0.0", optional: true } });
  has({ [path]: { version: "1.0.0" } });
  expect(setsUp().says).toBe("");

  has({ [path]: { version: "0.9.0" } });
  expect(setsUp().says).toContain("Installing packages");

  has({ [path]: { version: "1.0.0" } });
  rmSync(join(clone, path), { recursive: true, force: true });
  expect(setsUp().says).toContain("Installing packages");
});

test("the build runs when a source has changed, and only then", () => {
  isInstalled();
  expect(setsUp(["build"])).toMatchObject({ status: 0, says: expect.stringContaining("Building the page") });
  expect(builds()).toBe(1);
  expect(setsUp(["build"])).toEqual({ status: 0, says: "" });
  writes("server/main.ts", "second");
  setsUp(["build"]);
  expect(builds()).toBe(2);
  writes("server/rooms/rooms.test.ts", "a test is no source of the build");
  setsUp(["build"]);
  expect(builds()).toBe(2);
});

test("a folder that Vite emptied since is built again", () => {
  isInstalled();
  setsUp(["build"]);
  rmSync(join(clone, "dist/client"), { recursive: true });
  setsUp(["build"]);
  expect(builds()).toBe(2);
});

test("a build that failed ends with its reason and is tried again", () => {
  isInstalled();
  writes("server/main.ts", "broken");
  expect(setsUp(["build"])).toMatchObject({ status: 1, says: expect.stringContaining("Building the page failed") });
  expect(setsUp(["build"]).status).toBe(1);
});

test("a lock left by a set-up that died does not stop the next one", () => {
  isInstalled();
  writes(".setup/lock", "999999999");
  expect(setsUp(["build"]).status).toBe(0);
});

test("a browser on the PATH is taken", () => {
  isInstalled();
  writes("bin/chromium", "#!/bin/sh\nexit 0\n");
  chmodSync(join(clone, "bin/chromium"), 0o755);
  expect(setsUp(["browser"], { PATH: join(clone, "bin") })).toEqual({ status: 0, says: "" });
});

test("without a browser the set-up fails with a sentence that says what to do", () => {
  isInstalled();
  // A script of that name which only tells how to install one does not count.
  writes("bin/chromium", "#!/bin/sh\nexit 1\n");
  chmodSync(join(clone, "bin/chromium"), 0o755);
  const { status, says } = setsUp(["browser"], { PATH: join(clone, "bin") });
  expect(status).toBe(1);
  expect(says).toContain("The tests need a browser and none could be found or installed.");
});

test("a CHROMIUM_PATH that does not start is told, not replaced", () => {
  isInstalled();
  const { status, says } = setsUp(["browser"], { CHROMIUM_PATH: join(clone, "nowhere") });
  expect(status).toBe(1);
  expect(says).toContain("CHROMIUM_PATH names");
});
