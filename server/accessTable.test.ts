/**
 * Who may do what, over real HTTP and real sockets: every route and every frame, times every role, times every shelf. A route or frame
 * without a row fails, so that nothing is added without somebody having said who it is for.
 */

import express from "express";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { expect, test } from "vitest";
import WebSocket from "ws";
import * as Y from "yjs";
import type { MemberColour } from "../shared/colour.ts";
import { chooseColour, palette } from "../shared/colourChoice.ts";
import { barrierFrame, frameType, outboxFrame, syncFrame, syncStep, talkFrame } from "../shared/frames.ts";
import type { DocumentId } from "../shared/ids.ts";
import { type Action, can, type Role, roles, type Shelf, shelves } from "../shared/member.ts";
import { refusals } from "../shared/refusal.ts";
import { rootName } from "../shared/schema/contentRules.ts";
import { openBrowser, password } from "./accounts/testing/browser.ts";
import { atServer, newId, type TestPerson, type TestServer } from "./testServer.ts";

type Asker = Role | "stranger" | "signed out";
const askers: readonly Asker[] = [...roles, "stranger", "signed out"];

/** A route on one document. Whoever has the right by the table of permissions is answered with `ok`, everybody else is refused. */
interface DocumentRow {
  action: Action;
  ok: number;
  body?: (people: Record<Role | "stranger", TestPerson>) => unknown;
  /** What `:member` and such stand for; an id that names nothing where absent. */
  param?: (people: Record<Role | "stranger", TestPerson>) => string;
  /** Where something beside the right stands in the way. */
  but?: Partial<Record<Shelf, number>>;
}

/** Colours that none of the four members of a document was given; each asker takes another. */
const freeColours: MemberColour[] = palette.filter((colour) => !coloursOfFour().includes(colour));
const freeColour = () => {
  const colour = freeColours.shift();
  if (colour !== undefined) freeColours.push(colour);
  return colour;
};

function coloursOfFour(): MemberColour[] {
  const given: MemberColour[] = [];
  while (given.length < 4) given.push(chooseColour(given));
  return given;
}

const documentRows: Record<string, DocumentRow> = {
  "GET /api/documents/:id": { action: "read", ok: 200 },
  "GET /api/documents/:id/reading": { action: "read", ok: 200 },
  "PATCH /api/documents/:id": { action: "rename", ok: 200, body: () => ({ title: "Renamed" }) },
  // Whoever may read has a caret, and a colour for it.
  "PUT /api/documents/:id/colour": { action: "read", ok: 200, body: freeColour },
  "DELETE /api/documents/:id": { action: "delete", ok: 204, but: { library: 403, archive: 403 } },
  "POST /api/documents/:id/archive": { action: "archive", ok: 200 },
  "POST /api/documents/:id/reopen": { action: "archive", ok: 200 },
  "POST /api/documents/:id/trash": { action: "delete", ok: 200 },
  "POST /api/documents/:id/restore": { action: "delete", ok: 200 },
  "PUT /api/documents/:id/star": { action: "read", ok: 200 },
  "DELETE /api/documents/:id/star": { action: "read", ok: 200 },
  "POST /api/documents/:id/duplicate": { action: "read", ok: 201, body: () => ({ id: newId(), title: "Copy" }) },
  "GET /api/documents/:id/export": { action: "export", ok: 200 },
  "GET /api/documents/:id/sharing": { action: "share", ok: 200 },
  "POST /api/documents/:id/sharing/people": {
    action: "share",
    ok: 200,
    body: ({ stranger }) => ({ who: { member: stranger.me.id }, role: "viewer" }),
  },
  "PATCH /api/documents/:id/sharing/people/:member": {
    action: "share",
    ok: 200,
    param: ({ viewer }) => viewer.me.id,
    body: () => ({ role: "editor" }),
  },
  // Leaving oneself is for everybody: see sharing.test.ts. Here somebody is sent away.
  "DELETE /api/documents/:id/sharing/people/:member": {
    action: "share",
    ok: 200,
    param: ({ stranger }) => stranger.me.id,
  },
  "DELETE /api/documents/:id/sharing/invitations/:invitation": { action: "share", ok: 200 },
  "POST /api/documents/:id/sharing/links": {
    action: "share",
    ok: 200,
    body: () => ({ role: "viewer", expiresAt: null }),
  },
  "POST /api/documents/:id/sharing/links/reopen": { action: "share", ok: 200 },
  "DELETE /api/documents/:id/sharing/links/:link": { action: "share", ok: 200 },
};

/** A route that is about no document in particular: its status for who is signed out, for a guest, and for an admin. */
interface GeneralRow {
  signedOut: number;
  guest: number;
  admin: number;
  body?: () => unknown;
  /** What follows the path, where a question must say something. */
  query?: string;
}

const guestBody = () => ({ name: "Somebody" });
const token = () => ({ token: "x".repeat(43) });
const fresh = () => ({ name: "New", email: `${newId()}@example.org`, password });
const needsLogin = (ok: number, body?: () => unknown): GeneralRow => ({
  signedOut: 401,
  guest: ok,
  admin: ok,
  ...(body === undefined ? {} : { body }),
});
const forAdmins = (ok: number, body?: () => unknown): GeneralRow => ({ ...needsLogin(ok, body), guest: 403 });
const forAll = (ok: number, body?: () => unknown): GeneralRow => ({ ...needsLogin(ok, body), signedOut: ok });

const generalRows: Record<string, GeneralRow> = {
  "GET /healthz": forAll(200),
  // The page, which is the same for everybody.
  "GET /{*address}": forAll(200),
  "GET /api/sign-in-options": forAll(200),
  "POST /api/guests": forAll(200, guestBody),
  // An admin has an account already.
  "POST /api/accounts": { ...forAll(200, fresh), admin: 409 },
  "POST /api/sign-in": forAll(401, () => ({ email: "nobody@example.org", password: "not this one" })),
  // This server sends no mail.
  "POST /api/sign-in-link": forAll(404, () => ({ email: "nobody@example.org" })),
  "POST /api/sign-in-link/look": forAll(401, token),
  "POST /api/sign-in-link/use": forAll(401, token),
  "POST /api/password-reset": forAll(404, () => ({ email: "nobody@example.org" })),
  "POST /api/password-reset/look": forAll(401, token),
  "POST /api/password-reset/use": forAll(401, () => ({ ...token(), password: "correct horse battery" })),
  "POST /api/sign-in/oidc": forAll(404, () => ({ returnTo: "/" })),
  "GET /api/auth/callback/oidc": forAll(303),
  "POST /api/sign-out": forAll(204),
  "GET /api/me": forAll(200),
  "PATCH /api/me": needsLogin(200, () => ({ initials: "AB" })),
  // A guest has no password to change, and needs an address first.
  "POST /api/me/password": { signedOut: 401, guest: 403, admin: 401, body: () => ({ current: "wrong", password }) },
  // A guest has no address, and this server sends no mail.
  "POST /api/me/confirmation": { signedOut: 401, guest: 403, admin: 404 },
  "GET /api/me/logins": needsLogin(200),
  "DELETE /api/me/logins/:id": needsLogin(204),
  "POST /api/me/logins/end-others": needsLogin(204),
  "GET /api/people": needsLogin(200),
  "GET /api/search": { ...needsLogin(200), query: "?q=words" },
  "GET /api/documents": needsLogin(200),
  "POST /api/documents": needsLogin(201, () => ({ id: newId() })),
  "POST /api/links/open": forAll(401, token),
  "POST /api/links/enter": needsLogin(401),
  "GET /api/admin/people": forAdmins(200),
  "PATCH /api/admin/people/:id": forAdmins(404, () => ({ suspended: true })),
  "POST /api/admin/people/:id/reset-link": forAdmins(404),
  "GET /api/admin/settings": forAdmins(200),
  "PATCH /api/admin/settings": forAdmins(200, () => ({ signUp: "open" })),
  "GET /api/admin/invitations": forAdmins(200),
  "POST /api/admin/invitations": forAdmins(201, () => ({ email: null })),
  "DELETE /api/admin/invitations/:id": forAdmins(204),
  "GET /api/admin/export": forAdmins(200),
};

/** What a frame of the protocol asks for: text for the document, something to be read or said, or nothing that a client may say. */
type FrameRow = { needs: "edit" | "read" | "chat"; frame: (words: Uint8Array) => Uint8Array };

const sayHello = JSON.stringify({ ask: "say", sent: "1", text: "Hello", mentions: [], passage: null });
const presenceFrame = () => framed(frameType.awareness, new Uint8Array([0]));
const frameRows: Record<string, FrameRow> = {
  "sync one": { needs: "read", frame: () => syncFrame(syncStep.one, new Uint8Array([0])) },
  "sync two": { needs: "edit", frame: (words) => syncFrame(syncStep.two, words) },
  "sync update": { needs: "edit", frame: (words) => syncFrame(syncStep.update, words) },
  awareness: { needs: "read", frame: presenceFrame },
  // Servers say this one, so that it is passed over.
  auth: { needs: "read", frame: () => new Uint8Array([frameType.auth]) },
  queryAwareness: { needs: "read", frame: () => new Uint8Array([frameType.queryAwareness]) },
  barrier: { needs: "read", frame: () => barrierFrame(1) },
  // Likewise.
  news: { needs: "read", frame: () => new Uint8Array([frameType.news, 2, 123, 125]) },
  outbox: { needs: "edit", frame: (words) => outboxFrame([{ madeAt: 1, update: words }]) },
  // That it is heard, and by whom, is told in rooms/talk.test.ts.
  talk: { needs: "chat", frame: () => talkFrame(sayHello) },
};

const limits = { http: { signInsPerMinute: 1_000, lettersPerQuarter: 1_000 } };

test("every route of the server has a row, and every row a route", async () => {
  const routes = await routesOfServer();
  const rows = [...Object.keys(documentRows), ...Object.keys(generalRows)];
  expect(routes.filter((route) => !rows.includes(route))).toEqual([]);
  expect(rows.filter((row) => !routes.includes(row))).toEqual([]);
});

test("every kind of frame has a row", () => {
  const kinds = Object.keys(frameType).flatMap((kind) =>
    kind === "sync" ? Object.keys(syncStep).map((step) => `sync ${step}`) : [kind],
  );
  expect(Object.keys(frameRows).sort()).toEqual(kinds.sort());
});

test(
  "who may not is refused by every route on a document, learns nothing, and changes nothing",
  { timeout: 60_000 },
  () =>
    atServer({ limits }, async (server) => {
      const people = await everybody(server);
      for (const shelf of shelves) {
        const id = await documentOn(shelf, people);
        const before = await allOf(people.owner, id);
        for (const [route, row] of Object.entries(documentRows)) {
          for (const asker of askers) {
            const expected = refusalFor(row, asker, shelf);
            if (expected === null) continue;
            const answer = await asks(server, people, asker, route, row, id);
            expect({ route, shelf, asker, status: answer.status }).toEqual({ route, shelf, asker, status: expected });
            expect(JSON.stringify(answer.body)).not.toContain("Secret title");
          }
        }
        expect(await allOf(people.owner, id)).toEqual(before);
      }
    }),
);

test("who may is answered by every route on a document", { timeout: 120_000 }, () =>
  atServer({ limits }, async (server) => {
    const people = await everybody(server);
    for (const shelf of shelves) {
      const toRead = await documentOn(shelf, people);
      for (const [route, row] of Object.entries(documentRows)) {
        for (const asker of askers) {
          if (refusalFor(row, asker, shelf) !== null) continue;
          const id = row.action === "read" ? toRead : await documentOn(shelf, people);
          const { status } = await asks(server, people, asker, route, row, id);
          expect({ route, shelf, asker, status }).toEqual({ route, shelf, asker, status: row.but?.[shelf] ?? row.ok });
        }
      }
    }
  }),
);

test("every other route answers who is signed out, guests and admins as its row says", { timeout: 60_000 }, () =>
  atServer({ limits, page: { "index.html": "<!doctype html>" } }, async (server) => {
    const adminBrowser = openBrowser(server);
    await adminBrowser.makesAccount({ name: "Admin", email: "admin@example.org", password });
    const outcomes: unknown[] = [];
    for (const [route, row] of Object.entries(generalRows)) {
      const [method = "", pattern = ""] = route.split(" ");
      const address = pattern.replace(/:\w+/g, newId) + (row.query ?? "");
      const visitors: Record<"signedOut" | "guest" | "admin", ReturnType<typeof openBrowser>> = {
        signedOut: openBrowser(server),
        guest: openBrowser(server),
        admin: openBrowser(server),
      };
      await visitors.guest.comesAsGuest("Guest");
      await visitors.admin.signsIn("admin@example.org", password);
      for (const who of ["signedOut", "guest", "admin"] as const) {
        const { status } = await visitors[who].ask(method, address, row.body?.());
        if (status !== row[who]) outcomes.push({ route, who, status, expected: row[who] });
      }
    }
    expect(outcomes).toEqual([]);
  }),
);

test("every frame is taken from who may send it, and ends the session of who may not", { timeout: 60_000 }, () =>
  atServer({ limits }, async (server) => {
    const people = await everybody(server);
    for (const shelf of shelves) {
      const id = await documentOn(shelf, people);
      for (const asker of askers) {
        for (const [kind, { needs, frame }] of Object.entries(frameRows)) {
          const outcome = await sends(server, people, asker, id, frame);
          const expected = codeFor(asker, shelf, needs) ?? "answered";
          expect({ kind, shelf, asker, outcome }).toEqual({ kind, shelf, asker, outcome: expected });
        }
      }
    }
  }),
);

/** Ana owns; the others have the role that they are called by. */
async function everybody(server: TestServer): Promise<Record<Role | "stranger", TestPerson>> {
  const found: Partial<Record<Role | "stranger", TestPerson>> = {};
  for (const name of [...roles, "stranger"] as const) found[name] = await server.signsIn(name);
  return found as Record<Role | "stranger", TestPerson>;
}

async function documentOn(shelf: Shelf, people: Record<Role | "stranger", TestPerson>): Promise<DocumentId> {
  const { id } = await people.owner.creates("Secret title");
  for (const role of ["editor", "commenter", "viewer"] as const) await people.owner.shares(id, people[role], role);
  if (shelf !== "library") {
    const move = shelf === "archive" ? "archive" : "trash";
    const moved = await people.owner.ask("POST", `/api/documents/${id}/${move}`);
    expect(moved.status).toBe(200);
  }
  return id;
}

/** All that can be seen of a document. */
async function allOf(owner: TestPerson, id: DocumentId): Promise<unknown> {
  const addresses = [`/api/documents/${id}`, `/api/documents/${id}/sharing`, `/api/documents/${id}/reading`];
  return Promise.all(addresses.map(async (address) => (await owner.ask("GET", address)).body));
}

/** The status with which an asker is refused; null for who has the right. */
function refusalFor({ action }: DocumentRow, asker: Asker, shelf: Shelf): number | null {
  if (asker === "signed out") return 401;
  if (asker === "stranger" || !can(asker, "read", shelf)) return 404;
  if (can(asker, action, shelf)) return null;
  return can(asker, action) ? 409 : 403;
}

function codeFor(asker: Asker, shelf: Shelf, action: FrameRow["needs"]): number | null {
  if (asker === "signed out") return refusals["not-logged-in"].closeCode;
  if (asker === "stranger" || !can(asker, "read", shelf)) return refusals["not-found"].closeCode;
  if (can(asker, action, shelf)) return null;
  return can(asker, action) ? refusals.archived.closeCode : refusals.forbidden.closeCode;
}

function asks(
  server: TestServer,
  people: Record<Role | "stranger", TestPerson>,
  asker: Asker,
  route: string,
  row: DocumentRow,
  id: DocumentId,
) {
  const [method = "", pattern = ""] = route.split(" ");
  const address = pattern.replace(":id", id).replace(/:\w+/, row.param?.(people) ?? newId());
  const person = asker === "signed out" ? server.as(people.stranger.me, "") : people[asker];
  return person.ask(method, address, row.body?.(people));
}

/** Sends one frame on a fresh socket, then a question. Answers with what came first: the answer, or the code of the close. */
function sends(
  server: TestServer,
  people: Record<Role | "stranger", TestPerson>,
  asker: Asker,
  id: DocumentId,
  frame: (words: Uint8Array) => Uint8Array,
): Promise<number | "answered"> {
  const headers = asker === "signed out" ? {} : { cookie: people[asker].cookie };
  const address = `${server.url.replace(/^http/, "ws")}/api/sync/${id}?ambo=1&schema=1`;
  const socket = new WebSocket(address, { headers });
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText("words")]);
  doc.getXmlFragment(rootName).push([paragraph]);
  socket.on("open", () => {
    socket.send(frame(Y.encodeStateAsUpdate(doc)));
    // A question of its own size, so that its answer is not taken for one to the frame.
    socket.send(syncFrame(syncStep.one, Y.encodeStateVector(doc)));
    socket.send(barrierFrame(77));
    // Acknowledgements wait for the answer to the server's own question.
    socket.send(syncFrame(syncStep.two, new Uint8Array([0, 0])));
  });
  return new Promise((resolve) => {
    socket.on("message", (data: Buffer) => {
      const decoder = decoding.createDecoder(data);
      if (decoding.readVarUint(decoder) !== frameType.barrier || decoding.readVarUint(decoder) !== 77) return;
      socket.terminate();
      resolve("answered");
    });
    socket.on("close", (code) => resolve(code));
    socket.on("error", () => socket.terminate());
  });
}

function framed(type: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

interface Layer {
  route?: { path: string; stack: { method?: string }[] };
}
interface WalkedRouter {
  stack: Layer[];
}

/**
 * Every route that the running server has, as `METHOD /path`. Routers forget where they were mounted, so it is watched while the server
 * puts them together.
 */
async function routesOfServer(): Promise<string[]> {
  const prototype = express.Router.prototype as { use: (...parts: unknown[]) => unknown };
  const { use } = prototype;
  const mounts: { parent: WalkedRouter; at: string; child: WalkedRouter }[] = [];
  prototype.use = function (this: WalkedRouter, ...parts: unknown[]) {
    const at = typeof parts[0] === "string" ? parts[0] : "";
    for (const part of parts.flat(Number.POSITIVE_INFINITY)) {
      if (isRouter(part)) mounts.push({ parent: this, at: at === "/" ? "" : at, child: part });
    }
    return use.apply(this, parts);
  };
  try {
    await atServer({}, async () => undefined);
  } finally {
    prototype.use = use;
  }
  const routers = new Set(mounts.flatMap(({ parent, child }) => [parent, child]));
  const prefixesOf = (router: WalkedRouter): string[] => {
    const own = mounts.filter(({ child }) => child === router);
    return own.length === 0 ? [""] : own.flatMap(({ parent, at }) => prefixesOf(parent).map((prefix) => prefix + at));
  };
  const found = new Set<string>();
  for (const router of routers) {
    for (const prefix of prefixesOf(router)) {
      for (const { route } of router.stack) {
        for (const { method } of route?.stack ?? []) {
          const path = `${prefix}${route?.path === "/" ? "" : route?.path}`;
          found.add(`${(method ?? "all").toUpperCase()} ${path}`);
        }
      }
    }
  }
  return [...found].sort();
}

function isRouter(part: unknown): part is WalkedRouter {
  return typeof part === "function" && "stack" in part && Array.isArray(part.stack);
}
