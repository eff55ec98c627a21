/** The browser that tests drive: found by one order everywhere, installed when there is none, never silently left out. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter } from "node:path";
import { root } from "./paths.mjs";
import { PhaseFailed, runPhase } from "./phase.mjs";

const namesOnPath = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "microsoft-edge-stable",
];

let found;

/**
 * The path of a Chromium that starts, or null: CHROMIUM_PATH, else Playwright's own, else one on the PATH.
 * A CHROMIUM_PATH that does not start is not replaced by another: whoever set it meant that one.
 * @returns {string | null}
 */
export function findBrowser() {
  if (process.env.CHROMIUM_PATH) return starts(process.env.CHROMIUM_PATH) ? process.env.CHROMIUM_PATH : null;
  found ??= [playwrightsOwn(), ...onPath()].find((path) => path !== null && starts(path)) ?? null;
  return found;
}

/** Whether `installBrowser` has something to do or to say. */
export function browserIsNeeded() {
  return findBrowser() === null;
}

export async function installBrowser() {
  if (process.env.CHROMIUM_PATH) {
    throw new PhaseFailed(
      `CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not start. Set it to the path of a Chromium, Chrome or Edge, or unset it to let the set-up look for one.`,
    );
  }
  const playwright = [process.execPath, `${root}node_modules/playwright/cli.js`, "install"];
  if (await succeeds("Downloading a browser for the tests", [...playwright, "--with-deps", "chromium"])) return;
  if (process.getuid?.() === 0 && isOnPath("apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await succeeds("Reading Debian's list of packages", ["apt-get", "update"], env);
    const install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"];
    if (await succeeds("Installing Debian's Chromium for the tests", install, env)) return;
  }
  throw new PhaseFailed(
    "The tests need a browser and none could be found or installed. Install Chromium, Chrome or Edge, or set CHROMIUM_PATH to the path of one, and run the command again.",
  );
}

async function succeeds(doing, [command, ...args], env = process.env) {
  try {
    await runPhase(doing, command, args, { env });
  } catch (error) {
    if (!(error instanceof PhaseFailed)) throw error;
    console.log(`  ${error.message.trim().split("\n").pop()}`);
  }
  found = undefined;
  return findBrowser() !== null;
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("playwright").chromium.executablePath();
  } catch {
    return null; // Before the packages are installed, or on a platform that Playwright has no browser for.
  }
}

function onPath() {
  return namesOnPath.flatMap((name) => pathsOf(name));
}

function isOnPath(name) {
  return pathsOf(name).length > 0;
}

function pathsOf(name) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => `${folder}/${name}`)
    .filter((path) => isExecutable(path));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Some distributions put a script under the name of a browser that only says how to install one, so it is tried. */
function starts(path) {
  return isExecutable(path) && spawnSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 }).status === 0;
}
