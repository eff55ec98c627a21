import { randomBytes } from "node:crypto";
import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import type { DocumentId, RandomBytes } from "../shared/ids.ts";
import { refuse } from "../shared/refusal.ts";
import { openAccounts } from "./accounts/accounts.ts";
import type { Row } from "./accounts/loginRows.ts";
import { createOriginCheck } from "./accounts/origins.ts";
import type { Config } from "./config.ts";
import { type ControlSocket, openControlSocket } from "./controlSocket.ts";
import { admit } from "./documents/admit.ts";
import { documentRoutes } from "./documents/documentRoutes.ts";
import { type DocumentNeeds, titleOf } from "./documents/documents.ts";
import { firstLineKeeper } from "./documents/firstLine.ts";
import { createReading } from "./documents/reading.ts";
import { judgeUpdate } from "./gate/judgeUpdate.ts";
import { createApp, defaultHttpLimits, type HttpLimits } from "./http/app.ts";
import { defaultRoomLimits, type RoomLimits } from "./rooms/limits.ts";
import type { RoomLogger } from "./rooms/roomNeeds.ts";
import { openRooms } from "./rooms/rooms.ts";
import { openRuns } from "./rooms/runs.ts";
import { createTurns } from "./rooms/turns.ts";
import { attachSockets, defaultSocketLimits, type SocketLimits } from "./sockets/attachSockets.ts";
import { type DataFolder, openDataFolder } from "./storage/dataFolder.ts";

export interface ServerOptions {
  /** The built page. */
  clientFolder?: string;
  logger?: RoomLogger;
  limits?: { rooms?: Partial<RoomLimits>; sockets?: Partial<SocketLimits>; http?: Partial<HttpLimits> };
  /** Epoch milliseconds. */
  now?: () => number;
  randomBytes?: RandomBytes;
  /** How long a stop may take before it gives up, aloud. */
  closeWithinMs?: number;
}

export interface AmboServer {
  /** Where it listens; known once it does. */
  readonly url: string;
  /** Refuses, with a sentence, when the port cannot be had. */
  listen(): Promise<void>;
  /** Refuses what is new, ends the sessions, flushes the rooms, closes the log. Closing twice is harmless. Rejects when it had to give up. */
  close(): Promise<void>;
}

/** Puts the parts together. Opens the data folder, so the server is ready as soon as it listens. */
export async function createServer(config: Config, options: ServerOptions = {}): Promise<AmboServer> {
  const logger: RoomLogger = options.logger ?? pino({ level: config.logLevel });
  const now = options.now ?? Date.now;
  const random: RandomBytes = options.randomBytes ?? randomBytes;
  const { limits = {}, closeWithinMs = 15_000 } = options;
  const originIsOurs = createOriginCheck(config.publicUrl);

  const storage = await openStorage(config.dataFolder, { logger, now, random });
  try {
    const { catalog, log } = storage;
    const firstLines = storage.sideTable<string>("first-lines");
    const keepFirstLine = firstLineKeeper(firstLines, (documentId, error) =>
      logger.warn({ documentId, err: error }, "A first line could not be kept."),
    );

    const runs = await openRuns(storage.sideTable<number>("runs"), { now, randomBytes: random });

    const rooms = openRooms({
      log,
      logger,
      limits: { ...defaultRoomLimits, ...limits.rooms },
      now,
      randomBytes: random,
      titleOf: (documentId) => titleOf(catalog, documentId),
      run: runs.current,
      isKnownRun: runs.isKnown,
      judge: judgeUpdate,
      onQuiet: keepFirstLine,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return { cancel: () => clearTimeout(timer) };
      },
      nextTurn: createTurns(),
    });
    const accounts = await openAccounts({
      catalog,
      logins: storage.sideTable<Row>("logins"),
      tokens: storage.sideTable<Row>("login-tokens"),
      secrets: storage.sideTable<string>("secrets"),
      publicUrl: config.publicUrl,
      originIsOurs,
      now,
      randomBytes: random,
      logger,
      onSignedOut: (memberId) =>
        rooms.dismiss(memberId, "not-logged-in", "You signed out. Sign in again to go on writing."),
    });
    const documents: DocumentNeeds = {
      catalog,
      log,
      firstLines,
      announce: rooms.announce,
      firstRecordsUnderWay: new Map<DocumentId, Promise<void>>(),
      now,
      randomBytes: random,
    };

    let status: "ready" | "stopping" = "ready";
    const app = createApp({
      accounts,
      originIsOurs,
      features: {
        documents: (whoAsks) => documentRoutes({ ...documents, whoAsks, readText: createReading(rooms) }),
      },
      health: () => ({ status, version: packageJson.version }),
      publicUrl: config.publicUrl,
      clientFolder: path.resolve(options.clientFolder ?? "dist/client"),
      limits: { ...defaultHttpLimits, ...limits.http },
      logger,
      now,
    });
    const http = createHttpServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000, headersTimeout: 15_000 }, app);
    http.on("clientError", (_error, socket) => {
      if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      else socket.destroy();
    });
    const sockets = attachSockets(http, {
      rooms,
      admit: (request, documentId) => admit({ ...documents, loginOf: accounts.loginOf }, request, documentId),
      originIsOurs,
      limits: { ...defaultSocketLimits, ...limits.sockets },
      logger,
      // Heartbeats and budgets measure time that passes; the wall clock may be set while they do.
      now: () => performance.now(),
    });
    const control: ControlSocket = await openControlSocket({
      dataFolder: config.dataFolder,
      logger,
      asks: {
        status: () => ({
          version: packageJson.version,
          pid: process.pid,
          status,
          ...rooms.counts(),
          damage: log.damage().length,
        }),
      },
    });

    const stop = async (): Promise<void> => {
      status = "stopping";
      const refusing = closeHttp(http);
      const failures: unknown[] = [];
      // In this order: each part may still use those after it. One that fails does not keep the others open.
      const steps = [
        () => rooms.close(),
        () => sockets.close(),
        () => http.closeAllConnections(),
        () => control.close(),
        () => storage.close(),
        // Last, because a connection that does not end must not keep the data from being closed well.
        () => refusing,
      ];
      for (const step of steps) {
        try {
          await step();
        } catch (error) {
          logger.error({ err: error }, "A part of the server could not be closed.");
          failures.push(error);
        }
      }
      if (failures.length > 0)
        throw new AggregateError(failures, "The server stopped, but not everything closed well.");
    };
    let stopping: Promise<void> | null = null;
    return {
      get url() {
        return urlOf(http, config.host);
      },
      listen: async () => {
        await listenOn(http, config);
        http.on("error", (error) => logger.error({ err: error }, "The HTTP server failed."));
      },
      close: () => {
        stopping ??= withDeadline(stop(), closeWithinMs);
        return stopping;
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Whatever keeps the folder closed is told to whoever starts the server, and is no bug of theirs to read a stack of. */
async function openStorage(...[folder, needs]: Parameters<typeof openDataFolder>): Promise<DataFolder> {
  try {
    return await openDataFolder(folder, needs);
  } catch (error) {
    const refusal = refuse("storage-failed", error instanceof Error ? error.message : String(error));
    refusal.cause = error;
    throw refusal;
  }
}

function listenOn(http: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(listenRefusal(error, host, port));
    http.once("error", onError);
    http.listen({ host, port }, () => {
      http.off("error", onError);
      resolve();
    });
  });
}

function listenRefusal(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return refuse(
        "taken",
        `Port ${port} is used by another program. Stop that one, or choose another port with PORT.`,
      );
    case "EACCES":
      return refuse("forbidden", `This user may not listen on port ${port}. Choose one above 1023 with PORT.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return refuse("not-found", `This machine has no address "${host}". Choose another with HOST, such as 127.0.0.1.`);
    default:
      return error;
  }
}

/** Stops accepting at once; resolves when the last connection is gone. A server that never listened is closed already. */
function closeHttp(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
  });
}

function urlOf(http: Server, host: string): string {
  const address = http.address() as AddressInfo | null;
  if (address === null) throw new Error("The server does not listen yet.");
  const isLocal = ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost"].includes(host);
  const name = isLocal ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}

async function withDeadline(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    const sentence = `The server could not stop within ${ms / 1000} seconds. What was acknowledged is on disk.`;
    timer = setTimeout(() => reject(new Error(sentence)), ms);
  });
  try {
    await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
