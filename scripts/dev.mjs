/**
 * `npm run dev`: the server, restarted at each change, and Vite's server in front of it with the page. The page's
 * address is Vite's, which hands /api and /healthz to ours.
 */
import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

const bin = `${root}node_modules`;
const children = [
  start("server", [`${bin}/tsx/dist/cli.mjs`, "watch", "--clear-screen=false", "server/main.ts"]),
  start("page", [`${bin}/vite/bin/vite.js`, "--clearScreen", "false"]),
];
let stopping = false;

// In a terminal Ctrl+C reaches the children by itself as well; a second signal does them no harm.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(signal));

function start(name, args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (text) => {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) console.log(`${name.padEnd(6)} ${line}`);
    });
  }
  child.on("exit", (code) => {
    if (!stopping) console.log(`${name.padEnd(6)} ended with status ${code}`);
    stop("SIGTERM");
    process.exitCode ||= code ?? 0;
  });
  return child;
}

/** One that ends takes the other along: half of the pair is of no use and would keep its port. */
function stop(signal) {
  stopping = true;
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  }
}
