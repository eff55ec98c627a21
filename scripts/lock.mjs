import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "./paths.mjs";

const folder = `${root}.setup`;
const file = `${folder}/lock`;

/**
 * Runs `work` while no other set-up of this clone does. A lock whose process is gone is taken over.
 * @param {() => Promise<void>} work
 */
export async function withLock(work) {
  mkdirSync(folder, { recursive: true });
  let toldToWait = false;
  while (!takeLock()) {
    if (!toldToWait) console.log("Waiting for another set-up of this folder to end");
    toldToWait = true;
    await pause(500);
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function takeLock() {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (!holderIsAlive()) rmSync(file, { force: true });
  return false;
}

function holderIsAlive() {
  try {
    process.kill(Number(readFileSync(file, "utf8")) || -1, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
