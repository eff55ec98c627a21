/** `npm run bench`: sees to the packages of both folders and a build of the server, then measures. */
import { fileURLToPath } from "node:url";
import { install, isInstalled } from "../scripts/install.mjs";
import { root } from "../scripts/paths.mjs";
import { PhaseFailed, runPhase } from "../scripts/phase.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));

try {
  if (!isInstalled()) await install();
  if (!isInstalled(here)) await install(here);
  const vite = [
    `${root}node_modules/vite/bin/vite.js`,
    "build",
    "--ssr",
    "server/createServer.ts",
    "--outDir",
    "dist/bench",
  ];
  await runPhase("Building the server", process.execPath, vite, { env: { ...process.env, NODE_ENV: "production" } });
  await import("./measure.mjs");
} catch (error) {
  if (!(error instanceof PhaseFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
