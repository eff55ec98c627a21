/**
 * Documents and people on a server under measurement. Our server wants a login, a document that was created and content
 * that its schema allows; the others take whatever address a client names.
 */
import { randomInt } from "node:crypto";
import { emptyStateVector, syncFrame, syncStepOf } from "./frames.mjs";
import { LeanSocket } from "./leanSocket.mjs";

const idAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * @param {{ kind: string, port: number }} server
 * @param {{ people: number, documents: number }} wish
 */
export async function moveIn(server, { people, documents }) {
  const names = Array.from({ length: documents }, makeId);
  const visitors = server.kind === "ambo" ? await signedIn(server.port, people) : [];
  if (server.kind === "ambo") await createAll(server.port, names, visitors);
  const open = new Set();

  function addressOf(document, person, params = {}) {
    const query = new URLSearchParams({ schema: "1", ...params });
    if (server.kind !== "ambo") return { port: server.port, path: `/${names[document]}?${query}` };
    const headers = { Cookie: visitors[person % visitors.length].cookie };
    return { port: server.port, path: `/api/sync/${names[document]}?${query}`, headers };
  }

  return {
    /** Opens a socket and nothing more. The first frames may come with the opening, so only `onFrame` hears all of them. */
    async connect(document, person, params, onFrame) {
      const socket = new LeanSocket(addressOf(document, person, params));
      if (onFrame !== undefined) socket.onFrame = onFrame;
      open.add(socket);
      socket.lost = new Promise((_, reject) => {
        socket.onLost = (code, reason) => reject(new Error(`The server closed a socket with ${code}: ${reason}`));
      });
      socket.lost.catch(() => {});
      await Promise.race([socket.opened, socket.lost]);
      return socket;
    },
    /** Opens a socket and waits until it has been told the whole document. A relay has none to tell. */
    async join(document, person, { params, stateVector = emptyStateVector } = {}) {
      const socket = await this.connect(document, person, params);
      if (server.kind !== "relay") socket.answer = await askForAll(socket, stateVector);
      return socket;
    },
    /** Joins, or on a relay waits for its greeting, which stands for the document. */
    async enter(document, person, options) {
      const socket = await this.join(document, person, options);
      if (server.kind === "relay") await until(() => socket.framesIn > 0, "the relay's greeting");
      return socket;
    },
    /** Its owner opens a document, brings updates into it and stays. A relay keeps none. */
    async fill(document, updates) {
      const socket = await this.join(document, document);
      if (server.kind !== "relay") {
        await this.feed(
          socket,
          updates.map((update) => syncFrame(2, update)),
        );
      }
    },
    /** Brings messages into a document and waits until they are in it. */
    async feed(socket, messages) {
      for (const message of messages) {
        socket.send(message);
        if (socket.waiting > 2 ** 20) await until(() => socket.waiting < 2 ** 18, "the server to take a document");
      }
      if (server.kind !== "relay") await askForAll(socket, emptyStateVector);
    },
    leave(socket) {
      open.delete(socket);
      socket.close();
    },
    leaveAll() {
      for (const socket of open) socket.close();
      open.clear();
    },
    moveTo(port) {
      server.port = port;
    },
  };
}

/** Asks for everything after `stateVector`; frames keep their order, so the answer covers all that was sent before. */
export async function askForAll(socket, stateVector) {
  const before = socket.onFrame;
  const answered = new Promise((resolve) => {
    socket.onFrame = (payload) => {
      if (syncStepOf(payload) === 1) resolve(payload.length);
      before(payload);
    };
  });
  socket.send(syncFrame(0, stateVector));
  try {
    return await withinDeadline(Promise.race([answered, socket.lost]), "an answer to sync step 1");
  } finally {
    socket.onFrame = before;
  }
}

/** Waits for a condition, looking every few milliseconds, and gives up aloud. */
export async function until(isTrue, what, deadlineMs = 60_000) {
  const deadline = performance.now() + deadlineMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`Waited ${deadlineMs / 1000} s in vain for ${what}.`);
    await pause(5);
  }
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function withinDeadline(promise, what, deadlineMs = 60_000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${deadlineMs / 1000} s in vain for ${what}.`)), deadlineMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Runs at most `width` of the tasks at once. */
export async function inParallel(count, width, task) {
  let next = 0;
  const worker = async () => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}

/** Signed in once and used by every measurement of a row: our server lets thirty people a minute in from one address. */
const known = [];

async function signedIn(port, people) {
  while (known.length < people) known.push(await signIn(port, `Person ${known.length + 1}`));
  return known;
}

/** Signs a guest in to our server. */
export async function signIn(port, name) {
  return visitorOf(await post(port, "/api/guests", { name }));
}

/** Whom an answer signed in. */
export function visitorOf({ answer, body }) {
  const lines = answer.headers.getSetCookie();
  return { cookie: lines.map((line) => line.split(";")[0]).join("; "), member: body.member.id };
}

/** Document n belongs to person n, counted around; the first is written by everybody. */
async function createAll(port, names, visitors) {
  await inParallel(names.length, 50, (index) =>
    post(port, "/api/documents", { id: names[index], title: "Bench" }, visitors[index % visitors.length].cookie),
  );
  for (const { member } of visitors.slice(1)) {
    const question = { who: { member }, role: "editor" };
    await post(port, `/api/documents/${names[0]}/sharing/people`, question, visitors[0].cookie);
  }
}

function post(port, path, question, cookie) {
  return asks(port, "POST", path, { question, cookie });
}

/** Asks our server as a page of its own would, and throws at any "no". */
export async function asks(port, method, path, { question, cookie = "" } = {}) {
  const origin = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { "Content-Type": "application/json", Origin: origin, Cookie: cookie },
    ...(question !== undefined && { body: JSON.stringify(question) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return { answer, body: text === "" ? null : JSON.parse(text) };
}

export function makeId() {
  return Array.from({ length: 26 }, () => idAlphabet.charAt(randomInt(32))).join("");
}

/** Reads our server's first news, as our page does: where the document's log stands. */
export function readWelcome(payload) {
  if (payload[0] !== 111) return null;
  const start = payload.indexOf("{");
  const news = JSON.parse(payload.subarray(start).toString());
  return news.news === "welcome" ? news : null;
}
