/** `npm run bench`: sees to the packages of both folders and a build of the server, then measures. */
import { fileURLToPath } from "node:url";
import { install, isInstalled } from "../scripts/install.mjs";
import { root } from "../scripts/paths.mjs";
import { PhaseFailed, runPhase } from "../scripts/phase.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));

try {
  if (!isInstalled()) await install();
  if (!isInstalled(here)) await install(here);
  await build("Building the server", "server/createServer.ts", "dist/bench");
  await build("Building its storage", "server/storage/dataFolder.ts", "dist/bench-storage");
  await import("./measure.mjs");
} catch (error) {
  if (!(error instanceof PhaseFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function build(title, entry, folder) {
  const vite = [`${root}node_modules/vite/bin/vite.js`, "build", "--ssr", entry, "--outDir", folder];
  await runPhase(title, process.execPath, vite, { env: { ...process.env, NODE_ENV: "production" } });
}
