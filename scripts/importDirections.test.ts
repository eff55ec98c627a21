import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Every wrong turn that biome.json knows, and the words that the person who takes it must read. */
const wrongTurns: [file: string, code: string, sentence: string][] = [
  ["shared/a.ts", importOf("../server/rooms/rooms.ts"), "shared/ imports neither server/ nor client/"],
  ["shared/deep/a.ts", importOf("../../client/api/me.ts"), "shared/ imports neither server/ nor client/"],
  ["shared/a.ts", importOf("node:fs"), "shared/ is pure"],
  ["shared/a.ts", importOf("express"), "shared/ is pure"],
  ["shared/a.ts", importOf("react"), "shared/ is pure"],
  ["shared/a.ts", "export const at = Date.now();", "shared/ is pure"],
  ["shared/a.ts", "export const chance = Math.random();", "shared/ is pure"],
  ["server/a.ts", importOf("../client/api/me.ts"), "The server never imports the client"],
  ["server/rooms/a.ts", importOf("../../client/api/me.ts"), "The server never imports the client"],
  ["server/storage/a.test.ts", importOf("../../client/api/me.ts"), "The server never imports the client"],
  ["server/http/a.ts", importOf("react"), "The server draws nothing"],
  ["server/storage/a.ts", importOf("../gate/judgeUpdate.ts"), "imports point downwards only"],
  ["server/storage/a.ts", importOf("../http/app.ts"), "imports point downwards only"],
  ["server/gate/a.ts", importOf("../rooms/rooms.ts"), "imports point downwards only"],
  ["server/rooms/a.ts", importOf("../sockets/attachSockets.ts"), "imports point downwards only"],
  ["server/rooms/a.ts", importOf("../documents/documents.ts"), "imports point downwards only"],
  ["server/rooms/a.ts", importOf("../search/searchIndex.ts"), "imports point downwards only"],
  ["server/accounts/a.ts", importOf("../sockets/attachSockets.ts"), "imports point downwards only"],
  ["server/documents/a.ts", importOf("../http/app.ts"), "imports point downwards only"],
  ["server/documents/a.ts", importOf("../search/openSearch.ts"), "imports point downwards only"],
  ["server/sharing/a.ts", importOf("../export/exportRoutes.ts"), "imports point downwards only"],
  ["server/accounts/a.ts", importOf("../documents/views.ts"), "imports point downwards only"],
  ["server/accounts/a.ts", importOf("../sharing/enter.ts"), "imports point downwards only"],
  ["server/access/a.ts", importOf("../accounts/accounts.ts"), "imports point downwards only"],
  ["server/access/a.ts", importOf("../documents/views.ts"), "imports point downwards only"],
  ["server/rooms/a.ts", importOf("../access/access.ts"), "imports point downwards only"],
  ["server/search/a.ts", importOf("../http/app.ts"), "imports point downwards only"],
  ["server/search/a.ts", importOf("classic-level"), "Only server/storage touches files"],
  ["server/sockets/a.ts", importOf("../http/app.ts"), "imports point downwards only"],
  ["server/http/a.ts", importOf("../createServer.ts"), "imports point downwards only"],
  ["server/rooms/a.ts", importOf("node:fs/promises"), "Only server/storage touches files"],
  ["server/documents/a.ts", importOf("classic-level"), "Only server/storage touches files"],
  ["server/storage/a.ts", importOf("express"), "Storage, gate and rooms know no network"],
  ["server/rooms/a.ts", importOf("ws"), "Storage, gate and rooms know no network"],
  ["server/rooms/a.ts", importOf("../testServer.ts"), "never imports what tests it"],
  ["server/createServer.ts", importOf("./simulation/simulate.ts"), "never imports what tests it"],
  ["server/rooms/a.ts", "export const port = process.env.PORT;", "process.env"],
  ["client/a.tsx", importOf("../server/config.ts"), "The client never imports the server"],
  ["client/library/a.tsx", importOf("node:path"), "The client runs in a browser"],
  ["client/library/a.tsx", importOf("y-websocket"), "Only client/document opens the socket"],
  ["client/library/a.tsx", 'export const answer = fetch("/api/me");', "Only client/api fetches"],
  ["client/document/a.ts", 'export const answer = fetch("/api/me");', "Only client/api fetches"],
  ["client/document/a.ts", importOf("../../server/config.ts"), "The client never imports the server"],
  ["client/api/a.ts", importOf("y-websocket"), "Only client/document opens the socket"],
  ["client/editor/a.ts", importOf("../document/openDocument.ts"), "client/editor knows a Y.Doc"],
  ["client/editor/extensions/a.ts", importOf("../../api/documents.ts"), "client/editor knows a Y.Doc"],
  ["client/editor/a.ts", importOf("y-websocket"), "Only client/document opens the socket"],
  ["client/editor/a.ts", importOf("../../server/config.ts"), "The client never imports the server"],
  ["client/ui/a.tsx", importOf("../app/App.tsx"), "client/ui imports nothing of ours"],
  ["client/ui/a.tsx", importOf("../../shared/ids.ts"), "client/ui imports nothing of ours"],
  ["e2e/a.spec.ts", importOf("../server/createServer.ts"), "imports neither client/ nor server/"],
  ["e2e/a.spec.ts", importOf("../client/api/me.ts"), "imports neither client/ nor server/"],
];

/** The turns that must stay open. */
const rightTurns: [file: string, code: string][] = [
  ["shared/schema/b.ts", importOf("../ids.ts")],
  ["server/http/b.ts", importOf("../sockets/attachSockets.ts") + importOf("../accounts/guests.ts")],
  ["server/sockets/b.ts", importOf("../rooms/rooms.ts") + importOf("../../shared/frames.ts")],
  ["server/access/b.ts", importOf("../rooms/rooms.ts") + importOf("../storage/catalog.ts")],
  ["server/accounts/b.ts", importOf("../access/accessChanges.ts") + importOf("../storage/catalog.ts")],
  ["server/sharing/b.ts", importOf("../accounts/accounts.ts") + importOf("../access/access.ts")],
  ["server/documents/b.ts", importOf("../rooms/rooms.ts") + importOf("../storage/catalog.ts")],
  [
    "server/search/b.ts",
    importOf("../documents/views.ts") + importOf("../access/access.ts") + importOf("../storage/sideTable.ts"),
  ],
  ["server/rooms/b.ts", importOf("../gate/judgeUpdate.ts") + importOf("../storage/updateLog.ts")],
  ["server/gate/b.ts", importOf("../../shared/schema/schema.ts")],
  ["server/storage/b.ts", importOf("../../shared/document.ts") + importOf("node:fs")],
  ["server/rooms/b.test.ts", importOf("../createServer.ts")],
  ["server/rooms/b2.test.ts", importOf("../simulation/simulate.ts")],
  ["server/simulation/b.ts", importOf("../rooms/rooms.ts") + importOf("../createServer.ts")],
  ["server/torture/b.ts", importOf("node:fs")],
  ["server/main.ts", "export const port = process.env.PORT;"],
  ["client/document/b.ts", importOf("y-websocket") + importOf("../api/documents.ts")],
  ["client/document/b2.ts", importOf("../editor/DocumentEditor.tsx")],
  ["client/editor/b.ts", importOf("../ui/Sheet.tsx") + importOf("../../shared/document.ts")],
  ["client/api/b.ts", 'export const answer = fetch("/api/me");'],
  ["client/ui/b.tsx", importOf("./Avatar.tsx")],
];

function importOf(from: string): string {
  return `import ${JSON.stringify(from)};`;
}

interface Diagnostic {
  category: string;
  message: string;
}

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "ambo-lint-"));
const nameOf = (file: string, index: number) => file.replace(/\/([a-z0-9]+)\./, `/case${index}$1.`);

/** Lints files that exist only outside the clone. The rules are those of the clone. */
function lint(files: Record<string, string>): Map<string, Diagnostic[]> {
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  const args = ["lint", "--max-diagnostics=none", "--colors=off", "."];
  const { stderr, stdout } = spawnSync(`${root}node_modules/.bin/biome`, args, { cwd: folder, encoding: "utf8" });
  const found = new Map<string, Diagnostic[]>();
  // Each diagnostic begins with a line such as "shared/a.ts:1:8 lint/style/noRestrictedImports ━━━".
  for (const text of `${stdout}\n${stderr}`.split(/^(?=\S+:\d+:\d+ lint\/)/m)) {
    const [, file, category] = text.match(/^(\S+?):\d+:\d+ (lint\/\S+)/) ?? [];
    if (file && category) found.set(file, [...(found.get(file) ?? []), { category, message: text }]);
  }
  return found;
}

describe("biome.json", () => {
  let found: Map<string, Diagnostic[]>;

  beforeAll(() => {
    cpSync(`${root}biome.json`, join(folder, "biome.json"));
    cpSync(`${root}package.json`, join(folder, "package.json"));
    found = lint({
      ...Object.fromEntries(wrongTurns.map(([file, code], index) => [nameOf(file, index), code])),
      ...Object.fromEntries(rightTurns),
      "shared/cycle/one.ts": 'import { two } from "./two.ts";\nexport const one = (): unknown => two;\n',
      "shared/cycle/two.ts": 'import { one } from "./one.ts";\nexport const two = (): unknown => one;\n',
      "shared/cycle/bare.ts": 'import { one } from "./one";\nexport const loose: any = one;\n',
      "client/cycle/unknown.ts": 'import "left-pad";\n',
    });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(wrongTurns.map((turn, index) => [...turn, index] as const))(
    "%s: %s is answered by a sentence",
    (file, _code, sentence, index) => {
      const messages = (found.get(nameOf(file, index)) ?? []).map(({ message }) => message);
      expect(messages.filter((message) => message.includes(sentence))).not.toEqual([]);
    },
  );

  test.each(rightTurns)("%s is let through", (file) => {
    expect(
      (found.get(file) ?? []).filter(({ category }) => category !== "lint/correctness/noUnresolvedImports"),
    ).toEqual([]);
  });

  test("cycles, bare imports, any and undeclared packages are refused", () => {
    const categories = (file: string) => (found.get(file) ?? []).map(({ category }) => category);
    expect(categories("shared/cycle/one.ts")).toContain("lint/suspicious/noImportCycles");
    expect(categories("shared/cycle/bare.ts")).toContain("lint/correctness/useImportExtensions");
    expect(categories("shared/cycle/bare.ts")).toContain("lint/suspicious/noExplicitAny");
    expect(categories("client/cycle/unknown.ts")).toContain("lint/correctness/noUndeclaredDependencies");
  });
});
