/** What was decided stays decided when the server starts with a catalog from before it. */
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { SignUpPolicy } from "../../shared/account.ts";
import type { ServerInvitationMade, SignInOptions } from "../../shared/accountsApi.ts";
import type { MemberId } from "../../shared/ids.ts";
import { openSideTable } from "../storage/levelSideTable.ts";
import { createSimulatedMachine, type SimulatedMachine } from "../storage/testing/simulatedStorage.ts";
import { atServer, type TestServer } from "../testServer.ts";
import { type NumberedDecision, openLaterDecisions } from "./laterDecisions.ts";
import { openBrowser, password } from "./testing/browser.ts";

const ana = { name: "Ana", email: "ana@example.org", password };
const ben = { name: "Ben", email: "ben@example.org", password: "another password" };
const tokenIn = (url: string) => url.split("/").at(-1) ?? "";

/** Starts the server again with a catalog of before, put where an administrator or a damaged disk would leave it. */
async function fallsBack(server: TestServer, older: Buffer, how: "lost" | "copied"): Promise<void> {
  const file = (name: string) => path.join(server.dataFolder, name);
  await server.server.close();
  if (how === "lost") {
    await rm(file("catalog.json"));
    await writeFile(file("catalog.1.json"), older);
  } else await writeFile(file("catalog.json"), older);
  await server.restarts();
}

test.each(["lost", "copied"] as const)(
  "passwords, the answer to who may come and invitations stay as they were decided when the newest catalog is %s",
  (how) =>
    atServer({}, async (server) => {
      const [admin, other] = [openBrowser(server), openBrowser(server)];
      await admin.makesAccount(ana);
      await other.makesAccount(ben);
      const invites = () => admin.gets<ServerInvitationMade>("POST", "/api/admin/invitations", { email: null });
      const [revoked, used] = [await invites(), await invites()];
      const older = await readFile(path.join(server.dataFolder, "catalog.json"));
      await admin.gets("DELETE", `/api/admin/invitations/${revoked.id}`);
      await admin.gets("PATCH", "/api/admin/settings", { signUp: "invited" });
      const invited = openBrowser(server);
      await invited.gets("POST", "/api/links/open", { token: tokenIn(used.url) });
      await invited.comesAsGuest("Cleo");
      await other.gets("POST", "/api/me/password", { current: ben.password, password: "a new long password" });
      await fallsBack(server, older, how);
      const stranger = openBrowser(server);
      const signIn = (secret: string) => stranger.ask("POST", "/api/sign-in", { email: ben.email, password: secret });
      expect((await signIn(ben.password)).status).toBe(401);
      expect((await stranger.gets<SignInOptions>("GET", "/api/sign-in-options")).signUp).toBe("invited");
      for (const { url } of [revoked, used]) {
        expect((await stranger.ask("POST", "/api/links/open", { token: tokenIn(url) })).status).toBe(401);
      }
      expect((await signIn("a new long password")).status).toBe(200);
    }),
);

test("with a catalog from before the first account no stranger becomes the admin, but whoever reads the log", () =>
  atServer({}, async (server) => {
    await server.signsIn("Cleo");
    const older = await readFile(path.join(server.dataFolder, "catalog.json"));
    await openBrowser(server).makesAccount(ana);
    await fallsBack(server, older, "lost");
    const stranger = openBrowser(server);
    expect((await stranger.gets<SignInOptions>("GET", "/api/sign-in-options")).isFresh).toBe(false);
    expect((await stranger.makesAccount(ben)).isAdmin).toBe(false);
    await server.restarts();
    const [, token = ""] = [...server.logged.join("\n").matchAll(/"url":"\/s\/([\w-]+)"/g)].at(-1) ?? [];
    const operator = openBrowser(server);
    await operator.gets("POST", "/api/links/open", { token });
    expect((await operator.makesAccount(ana)).isAdmin).toBe(true);
  }));

type Started = Awaited<ReturnType<typeof start>>;

async function start(machine: SimulatedMachine) {
  const catalog = await machine.openCatalog();
  const table = openSideTable<NumberedDecision>(await machine.level.open(), "decisions");
  return { catalog, decisions: await openLaterDecisions({ catalog, table, logger: { warn() {} } }) };
}

const closes = { what: "sign-up", signUp: "closed" } as const;
const decide = ({ decisions }: Started, signUp: SignUpPolicy) =>
  decisions.make([{ what: "sign-up", signUp }], (data) => {
    data.signUp = signUp;
  });

/** A server with three generations of its catalog, in all of which it takes the invited. */
async function furnished(seed: number): Promise<{ machine: SimulatedMachine; life: Started }> {
  const machine = createSimulatedMachine(seed);
  const life = await start(machine);
  await decide(life, "invited");
  for (const name of ["a", "b", "c"] as MemberId[]) {
    await life.catalog.change((data) => {
      data.members[name] = { name, createdAt: 1 };
    });
  }
  return { machine, life };
}

/** The process ends after so many operations of the disk, if `work` is not done by then. */
async function killedAfter(machine: SimulatedMachine, operations: number, work: () => Promise<unknown>) {
  machine.disk.stopAfter(machine.disk.operations + operations);
  const isDone = await Promise.race([work().then(() => true), machine.disk.stopped.then(() => false)]);
  machine.crash();
  return isDone;
}

test("a decision is there for good, wherever the server stops while it is made", async () => {
  let isDone = false;
  for (let operations = 1; !isDone; operations++) {
    const { machine, life } = await furnished(operations);
    isDone = await killedAfter(machine, operations, () => decide(life, closes.signUp));
    machine.disk.damage("/data/catalog.json", () => new Uint8Array(3));
    expect((await start(machine)).catalog.data.signUp, `after ${operations} operations`).toBe(closes.signUp);
  }
});

test("a decision is made again, wherever the start with an older catalog stops", async () => {
  let isDone = false;
  for (let operations = 0; !isDone; operations++) {
    const { machine, life } = await furnished(operations);
    await decide(life, closes.signUp);
    machine.crash();
    machine.disk.damage("/data/catalog.json", () => new Uint8Array(3));
    isDone = await killedAfter(machine, operations, () =>
      // What else the start writes makes the older catalog the newest.
      machine.openCatalog().then((catalog) =>
        catalog.change((data) => {
          data.members["d" as MemberId] = { name: "d", createdAt: 1 };
        }),
      ),
    );
    expect((await start(machine)).catalog.data.signUp, `after ${operations} operations`).toBe(closes.signUp);
  }
});

test("a decision that is refused leaves the one before it", async () => {
  const { machine, life } = await furnished(1);
  const refused = life.decisions.make([closes], () => {
    throw new Error("no");
  });
  await expect(refused).rejects.toThrow("no");
  machine.crash();
  for (const generation of ["", ".1", ".2"]) {
    machine.disk.damage(`/data/catalog${generation}.json`, () => new Uint8Array(3));
  }
  expect((await start(machine)).catalog.data.signUp).toBe("invited");
});
