import { browserIsNeeded, installBrowser } from "./browser.mjs";
import { build, isBuilt } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { PhaseFailed } from "./phase.mjs";

/**
 * Does only what is missing, so that the second start is a matter of milliseconds.
 * @param {string[]} wishes any of `build` and `browser`
 */
export async function prepare(wishes) {
  try {
    if (isReady(wishes)) return;
    // Two commands in two terminals of a fresh clone would otherwise install over each other.
    await withLock(async () => {
      if (!isInstalled()) await install();
      if (wishes.includes("build") && !isBuilt()) await build();
      if (wishes.includes("browser") && browserIsNeeded()) await installBrowser();
    });
  } catch (error) {
    if (!(error instanceof PhaseFailed)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function isReady(wishes) {
  return (
    isInstalled() && (!wishes.includes("build") || isBuilt()) && (!wishes.includes("browser") || !browserIsNeeded())
  );
}
