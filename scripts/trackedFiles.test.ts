import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** What a file of a clone must not name: folders of one machine, and addresses that only one network knows. */
const foreign: Record<string, RegExp> = {
  "a home folder": /(?:^|[\s"'`(=:])\/(?:home|Users|root)\/\w/m,
  "a working folder of one machine": /(?:^|[\s"'`(=:])\/(?:work|workspace|builds)\/\w/m,
  "a temporary folder of one machine": /(?:^|[\s"'`(=:])\/(?:tmp|var\/folders)\/\w/m,
  "the address of a package registry": /https?:\/\/[^\s"']*(?:registry|artifactory|nexus|verdaccio|pypi)[^\s"']*/i,
};

const thisFile = "scripts/trackedFiles.test.ts";

test("no file of the clone names one machine or one registry", () => {
  const found = textFiles().flatMap((file) => {
    const text = readFileSync(`${root}${file}`, "utf8");
    return Object.entries(foreign).flatMap(([what, pattern]) => {
      const match = text.match(pattern);
      return match ? [`${file} names ${what}: ${match[0].trim()}`] : [];
    });
  });
  expect(found).toEqual([]);
});

test("the rule would notice", () => {
  expect("see /home/ana/ambo").toMatch(foreign["a home folder"] as RegExp);
  expect('"resolved": "https://registry.example.org/yjs"').toMatch(
    foreign["the address of a package registry"] as RegExp,
  );
});

/** Files that git has or would take; a copy of the tree without git has nothing to compare. */
function textFiles(): string[] {
  if (!existsSync(`${root}.git`)) return [];
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 })
    .split("\0")
    .filter(
      (file) =>
        file !== "" && file !== thisFile && !/\.(png|woff2?|ico|bin|gz)$/.test(file) && existsSync(`${root}${file}`),
    );
}
