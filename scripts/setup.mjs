/**
 * Makes a clone ready for the command that npm is about to run: `prestart` calls it with `build`, `pretest` with
 * `browser`, `predev` with nothing. It needs no package, because it runs before there are any.
 */
const [major, minor] = process.versions.node.split(".").map(Number);
const nodeWillDo = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;

if (nodeWillDo) {
  // Imported only now: an older Node could fail to read these files and would never get to the sentence below.
  import("./prepare.mjs").then(({ prepare }) => prepare(process.argv.slice(2)));
} else {
  console.error(
    `Ambo needs Node 20.19 or later in the 20 line, or 22.12 or later; this is ${process.versions.node}. Install one from https://nodejs.org and run the command again.`,
  );
  process.exitCode = 1;
}
