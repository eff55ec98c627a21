import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./paths.mjs";
import { PhaseFailed, runPhase } from "./phase.mjs";

const sources = [
  "client",
  "server",
  "shared",
  "index.html",
  "vite.config.ts",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];
/** One in each folder: Vite empties them, so a build made by other means takes its stamp away. */
const stamps = [`${root}dist/client/.built-from`, `${root}dist/server/.built-from`];

/** Whether dist/ was made from the sources as they are now. */
export function isBuilt() {
  if (!stamps.every((stamp) => existsSync(stamp))) return false;
  const hash = hashOfSources();
  return stamps.every((stamp) => readFileSync(stamp, "utf8") === hash);
}

/** Builds the page and the server. The stamp comes last, so a build that was interrupted is repeated. */
export async function build() {
  const hash = hashOfSources();
  for (const stamp of stamps) rmSync(stamp, { force: true });
  const vite = `${root}node_modules/vite/bin/vite.js`;
  // A NODE_ENV=development from the caller's shell would make a development build of React.
  const env = { ...process.env, NODE_ENV: "production" };
  await runPhase("Building the page", process.execPath, [vite, "build"], { env });
  await runPhase("Building the server", process.execPath, [vite, "build", "--ssr", "server/main.ts"], { env });
  for (const stamp of stamps) {
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, hash);
  }
}

function hashOfSources() {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => filesUnder(source))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(`${root}${file}`))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(`${root}${path}`)) return [];
  if (path.includes(".")) return [path];
  return readdirSync(`${root}${path}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => `${entry.parentPath.replace(root, "")}/${entry.name}`)
    .sort();
}

// `npm run build` runs this file itself.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build().catch((error) => {
    if (!(error instanceof PhaseFailed)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
}
