import { existsSync, readFileSync, rmSync } from "node:fs";
import { root } from "./paths.mjs";
import { runPhase } from "./phase.mjs";

const installedLock = "node_modules/.package-lock.json";

/**
 * Whether the packages of package-lock.json are all there in their versions. npm writes its own list of what it
 * installed as the last step, so an interrupted install has none.
 * @param {string} [folder] a package's folder, with a slash at its end
 */
export function isInstalled(folder = root) {
  if (!existsSync(`${folder}${installedLock}`)) return false;
  const wanted = packagesOf(`${folder}package-lock.json`);
  const installed = packagesOf(`${folder}${installedLock}`);
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === "") return true;
    const found = installed[path];
    // Optional packages are for other platforms; which of them are here is npm's business.
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version && existsSync(`${folder}${path}/package.json`);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
  } catch {
    return {}; // Cut off in the middle of writing: the same as absent.
  }
}

/** @param {string} [folder] */
export async function install(folder = root) {
  // `npm ci` empties node_modules before it fills it. Without the list first, being killed in between is noticed.
  rmSync(`${folder}${installedLock}`, { force: true });
  // The build needs the development packages, also where NODE_ENV says production.
  await runPhase("Installing packages", "npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], { cwd: folder });
}
