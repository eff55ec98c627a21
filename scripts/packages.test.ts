import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Every place in node_modules where a package of this name lies, nested ones too. */
function copiesOf(name: string, folder = "node_modules"): string[] {
  const own = existsSync(`${root}${folder}/${name}/package.json`) ? [`${folder}/${name}`] : [];
  return [...own, ...packagesIn(folder).flatMap((path) => copiesOf(name, `${path}/node_modules`))];
}

function packagesIn(folder: string): string[] {
  if (!existsSync(`${root}${folder}`)) return [];
  return readdirSync(`${root}${folder}`).flatMap((name) =>
    name.startsWith("@")
      ? readdirSync(`${root}${folder}/${name}`).map((inner) => `${folder}/${name}/${inner}`)
      : [`${folder}/${name}`],
  );
}

// Two copies of Yjs do not know each other's types: edits made with one are silently absent from the other.
test.each([
  "yjs",
  "y-protocols",
  "lib0",
  "prosemirror-model",
  "prosemirror-state",
  "@tiptap/core",
  "@tiptap/y-tiptap",
  "react",
])("there is one copy of %s", (name) => {
  expect(copiesOf(name)).toEqual([`node_modules/${name}`]);
});

// Both bind an editor to a Y.Doc, under different plugin keys: each would be blind to what the other does.
test("y-prosemirror is not beside y-tiptap", () => {
  expect(copiesOf("y-prosemirror")).toEqual([]);
});

test("every package is pinned to one version", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const versions = Object.entries<string>({ ...dependencies, ...devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("every command sees first to what it needs", () => {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const commands = Object.keys(scripts).filter((name) => !(name.startsWith("pre") && name.slice(3) in scripts));
  const unprepared = commands.filter((name) => !/^node scripts\/setup\.mjs\b/.test(scripts[`pre${name}`] ?? ""));
  expect(unprepared).toEqual([]);
});
