import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const folder = fileURLToPath(new URL("../dist/other/", import.meta.url));

interface Change {
  /** The end of a file's path. */
  file: string;
  from: RegExp;
  to: string;
}

const names = "/shared/schema/names.ts";
const contentRules = "/shared/schema/contentRules.ts";
const tasksNeedTwo: Change[] = [
  { file: names, from: /\["taskList", 1\]/, to: '["taskList", 2]' },
  { file: names, from: /\["taskItem", 1\]/, to: '["taskItem", 2]' },
];
const number = (value: number): Change => ({
  file: names,
  from: /schemaNumber = \d+/,
  to: `schemaNumber = ${value}`,
});
const noTasks: Change[] = [
  { file: names, from: /\["taskList", \d+\],/, to: "" },
  { file: names, from: /\["taskItem", \d+\],/, to: "" },
  { file: contentRules, from: /\n {2}"taskList",/, to: "" },
  { file: contentRules, from: /\n {2}\["taskList", .*/, to: "" },
  { file: contentRules, from: /\n {2}\["taskItem", .*/, to: "" },
  { file: "/shared/schema/documentExtensions.ts", from: /\n {2}TaskList\b[^\n]*,/, to: "" },
  { file: "/shared/schema/documentExtensions.ts", from: /\n {2}TaskItem\.[^\n]*,/, to: "" },
];

export interface Tomorrow {
  main: string;
  /** Its own page. */
  page: string;
  /** Where its server looks for a page. */
  servedPage: string;
}

/** Tomorrow's product, in which task lists have just been added and need schema 2. */
export async function buildTomorrow(): Promise<Tomorrow> {
  const changes = [...tasksNeedTwo, number(2)];
  await buildPage(`${folder}tomorrow-page`, changes);
  await build({
    logLevel: "error",
    plugins: [rewrite(changes)],
    build: { ssr: "server/main.ts", outDir: `${folder}tomorrow/server`, emptyOutDir: true },
  });
  return {
    main: `${folder}tomorrow/server/main.js`,
    page: `${folder}tomorrow-page`,
    servedPage: `${folder}tomorrow/client`,
  };
}

/** The page of before, whose editor has never heard of task lists; it announces `schema`. */
export async function buildYesterdaysPage(schema: number): Promise<string> {
  const out = `${folder}yesterday-${schema}`;
  await buildPage(out, [...noTasks, number(schema)]);
  return out;
}

async function buildPage(outDir: string, changes: Change[]): Promise<void> {
  await build({ logLevel: "error", plugins: [rewrite(changes)], build: { outDir, emptyOutDir: true } });
}

/** Changes sources on their way into a build, and fails when there was nothing to change. */
function rewrite(changes: Change[]): Plugin {
  const done = new Set<Change>();
  return {
    name: "ambo:other-build",
    enforce: "pre",
    transform(source, id) {
      let changed = source;
      for (const change of changes.filter(({ file }) => id.split("?")[0]?.endsWith(file))) {
        if (!change.from.test(changed)) this.error(`${change.file} holds nothing like ${change.from}.`);
        changed = changed.replace(change.from, change.to);
        done.add(change);
      }
      return changed === source ? null : { code: changed, map: null };
    },
    buildEnd() {
      const missed = changes.filter((change) => !done.has(change));
      if (missed.length > 0) this.error(`Not part of the build: ${missed.map(({ file }) => file).join(", ")}.`);
    },
  };
}
