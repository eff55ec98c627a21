/** A real server on a free port and a fresh folder, and people at it, for tests. */
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as decoding from "lib0/decoding";
import WebSocket from "ws";
import type { Me } from "../shared/accountsApi.ts";
import type { DocumentSummary } from "../shared/api.ts";
import { frameType } from "../shared/frames.ts";
import { type DocumentId, makeId } from "../shared/ids.ts";
import type { Role } from "../shared/member.ts";
import type { News } from "../shared/news.ts";
import type { Config } from "./config.ts";
import { type AmboServer, createServer, type ServerOptions } from "./createServer.ts";

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

export interface TestServer {
  readonly server: AmboServer;
  readonly url: string;
  readonly dataFolder: string;
  /** Every log line so far, as the text that would be written. */
  readonly logged: string[];
  ask(address: string, init?: RequestInit): Promise<Answer>;
  signsIn(name: string): Promise<TestPerson>;
  /** Somebody whose browser has this cookie. */
  as(me: Me["member"], cookie: string): TestPerson;
  /** Stops the server and starts another one on the same folder, at another port. */
  restarts(): Promise<void>;
}

export interface TestPerson {
  readonly me: Me["member"];
  readonly cookie: string;
  ask<T = unknown>(method: string, address: string, body?: unknown): Promise<Answer<T>>;
  creates(title?: string): Promise<DocumentSummary>;
  /** Gives another member a role on a document. */
  shares(id: DocumentId, other: Pick<TestPerson, "me">, role: Role): Promise<void>;
  /** Opens the document's socket as our page does. */
  joins(id: DocumentId): TestSocket;
}

export interface TestSocket {
  /** Resolves with the first news that fits, past or to come. */
  hears<N extends News["news"]>(kind: N): Promise<Extract<News, { news: N }>>;
  /** All news so far. */
  heard(): News[];
  readonly closed: Promise<{ code: number; reason: string }>;
}

export function newId(): DocumentId {
  return makeId<DocumentId>(randomBytes);
}

/** Runs `story` at a fresh server and takes everything down afterwards, whatever happened. */
export async function atServer(
  options: ServerOptions & { config?: Partial<Config>; page?: Record<string, string> },
  story: (server: TestServer) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "ambo-server-"));
  const dataFolder = path.join(folder, "data");
  const clientFolder = path.join(folder, "client");
  for (const [file, text] of Object.entries(options.page ?? {})) {
    await mkdir(path.dirname(path.join(clientFolder, file)), { recursive: true });
    await writeFile(path.join(clientFolder, file), text);
  }
  const config: Config = {
    port: 0,
    host: "127.0.0.1",
    dataFolder,
    publicUrl: null,
    logLevel: "silent",
    mail: null,
    oidc: null,
    trustProxy: false,
    ...options.config,
  };
  const logged: string[] = [];
  const write = (fields: object, message: string) =>
    void logged.push(
      JSON.stringify({ ...fields, message }, (_key, value) => (value instanceof Error ? value.stack : value)),
    );
  const logger = { info: write, warn: write, error: write };
  const sockets = new Set<WebSocket>();
  const start = async () => {
    const started = await createServer(config, { clientFolder, logger, ...options });
    await started.listen();
    return started;
  };
  let server = await start();

  const ask = async (address: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(new URL(address, server.url), { redirect: "manual", ...init });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("application/json") === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };

  const signsIn = async (name: string): Promise<TestPerson> => {
    const signedIn = await ask("/api/guests", jsonInit("POST", { name }));
    if (signedIn.status !== 200) throw new Error(`${name} could not sign in: ${JSON.stringify(signedIn.body)}`);
    return as((signedIn.body as Me).member, signedIn.headers.getSetCookie().map(nameAndValue).join("; "));
  };

  const as = (me: Me["member"], cookie: string): TestPerson => {
    const asPerson = async <T>(method: string, address: string, body?: unknown) =>
      (await ask(address, jsonInit(method, body, cookie))) as Answer<T>;
    return {
      me,
      cookie,
      ask: asPerson,
      shares: async (id, other, role) => {
        const answer = await asPerson("POST", `/api/documents/${id}/sharing/people`, {
          who: { member: other.me.id },
          role,
        });
        if (answer.status !== 200) throw new Error(`It could not be shared: ${JSON.stringify(answer.body)}`);
      },
      creates: async (title = "") =>
        (await asPerson<DocumentSummary>("POST", "/api/documents", { id: newId(), title })).body,
      joins: (id) => {
        const address = `${server.url.replace(/^http/, "ws")}/api/sync/${id}?ambo=1`;
        const socket = new WebSocket(address, { headers: { cookie } });
        sockets.add(socket);
        return listenTo(socket);
      },
    };
  };

  try {
    await story({
      get server() {
        return server;
      },
      get url() {
        return server.url;
      },
      dataFolder,
      logged,
      ask,
      signsIn,
      as,
      restarts: async () => {
        await server.close();
        server = await start();
      },
    });
  } finally {
    for (const socket of sockets) socket.terminate();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export function jsonInit(method: string, body?: unknown, cookie = ""): RequestInit {
  return {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(cookie === "" ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

export function nameAndValue(setCookie: string): string {
  return setCookie.split(";")[0] ?? "";
}

function listenTo(socket: WebSocket): TestSocket {
  const heard: News[] = [];
  const waiting = new Set<() => void>();
  socket.binaryType = "nodebuffer";
  socket.on("message", (data: Buffer) => {
    const decoder = decoding.createDecoder(data);
    if (decoding.readVarUint(decoder) !== frameType.news) return;
    heard.push(JSON.parse(decoding.readVarString(decoder)) as News);
    for (const look of waiting) look();
  });
  socket.on("error", () => socket.terminate());
  return {
    hears: <N extends News["news"]>(kind: N) =>
      new Promise<Extract<News, { news: N }>>((resolve, reject) => {
        const look = () => {
          const found = heard.find((news): news is Extract<News, { news: N }> => news.news === kind);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        socket.on("close", (code) => reject(new Error(`The socket closed with ${code} before "${kind}" was heard.`)));
      }),
    heard: () => [...heard],
    closed: new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    }),
  };
}
