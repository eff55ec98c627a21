import { randomBytes } from "node:crypto";
import { createServer as createHttpServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Router } from "express";
import { pino } from "pino";
import packageJson from "../package.json" with { type: "json" };
import type { RandomBytes } from "../shared/ids.ts";
import { refuse } from "../shared/refusal.ts";
import type { AccessRecord } from "./access/accessRecords.ts";
import { admit, visitorNow } from "./access/admit.ts";
import { openAccounts } from "./accounts/accounts.ts";
import type { GuessLimits } from "./accounts/guessing.ts";
import type { EndedLogin } from "./accounts/logins.ts";
import { createMail } from "./accounts/mail.ts";
import { createOriginCheck } from "./accounts/origins.ts";
import { answerBackups } from "./backup/answerBackups.ts";
import type { Config } from "./config.ts";
import { type ControlSocket, openControlSocket } from "./controlSocket.ts";
import { titleOf } from "./documents/documentSummary.ts";
import { firstLineKeeper } from "./documents/firstLine.ts";
import { createLastChanges } from "./documents/lastChanges.ts";
import { openLibrary } from "./documents/openLibrary.ts";
import { openTombstones } from "./documents/tombstones.ts";
import { defaultExportLimits, type ExportLimits, exportRoutes } from "./export/exportRoutes.ts";
import { judgeUpdate } from "./gate/judgeUpdate.ts";
import { createApp, defaultHttpLimits, type HttpLimits } from "./http/app.ts";
import { networkFor } from "./http/whoAsks.ts";
import { createInviterLimit, createMemberLimit } from "./memberLimit.ts";
import { createRateLimit } from "./rateLimit.ts";
import { defaultRoomLimits, type RoomLimits } from "./rooms/limits.ts";
import type { RoomLogger } from "./rooms/roomNeeds.ts";
import { openRooms } from "./rooms/rooms.ts";
import { openRuns } from "./rooms/runs.ts";
import { createTurns } from "./rooms/turns.ts";
import { openSearch, type SearchPart } from "./search/openSearch.ts";
import { openSharing } from "./sharing/openSharing.ts";
import { attachSockets, defaultSocketLimits, type SocketLimits, type Sockets } from "./sockets/attachSockets.ts";
import { type DataFolder, openDataFolder } from "./storage/dataFolder.ts";

export interface ServerOptions {
  /** The built page. */
  clientFolder?: string;
  logger?: RoomLogger;
  limits?: {
    rooms?: Partial<RoomLimits>;
    sockets?: Partial<SocketLimits>;
    http?: Partial<HttpLimits>;
    guesses?: Partial<GuessLimits>;
    exports?: Partial<ExportLimits>;
  };
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
  const httpLimits: HttpLimits = { ...defaultHttpLimits, ...limits.http };
  const originIsOurs = createOriginCheck(config.publicUrl);

  const storage = await openStorage(config.dataFolder, { logger, now, random });
  let search: SearchPart | null = null;
  try {
    const { catalog } = storage;
    const tombstones = await openTombstones(storage.log);
    const lastChanges = createLastChanges(tombstones.log);
    const { log } = lastChanges;
    const firstLines = storage.sideTable<string>("first-lines");
    const keepFirstLine = firstLineKeeper(firstLines, (documentId, error) =>
      logger.warn({ documentId, err: error }, "A first line could not be kept."),
    );

    const runs = await openRuns(storage.sideTable<number>("runs"), { now, randomBytes: random });

    const after = (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    };
    const rooms = openRooms({
      log,
      logger,
      limits: { ...defaultRoomLimits, ...limits.rooms },
      now,
      randomBytes: random,
      titleOf: (documentId) => titleOf(catalog, documentId),
      visitorNow: (documentId, { member }) => visitorNow({ catalog, now }, documentId, member),
      run: runs.current,
      isKnownRun: runs.isKnown,
      judge: judgeUpdate,
      onQuiet: (documentId, doc) => {
        // A room that closes because its document goes for good has nothing to leave behind.
        if (tombstones.has(documentId)) return;
        keepFirstLine(documentId, doc);
        search?.keeper.changed(documentId);
      },
      after,
      nextTurn: createTurns(),
    });
    const sendMail = config.mail === null ? null : createMail(config.mail);
    const sharing = await openSharing({
      catalog,
      rooms,
      accessRecords: storage.sideTable<AccessRecord>("access-records"),
      secrets: storage.sideTable<string>("secrets"),
      sendMail,
      mayName: createMemberLimit({ perMinute: 120, perHour: 300, now }).take,
      mayMail: createInviterLimit(now),
      mayReach: createRateLimit({ most: 3, windowMs: 60 * 60_000, now }).take,
      networkFor,
      publicUrl: config.publicUrl,
      after,
      logger,
      now,
      randomBytes: random,
    });
    const accounts = await openAccounts({
      catalog,
      tables: {
        logins: storage.sideTable("logins"),
        loginUses: storage.sideTable("login-uses"),
        tokens: storage.sideTable("login-tokens"),
        links: storage.sideTable("login-links"),
        decisions: storage.sideTable("login-decisions"),
        secrets: storage.sideTable("secrets"),
      },
      publicUrl: config.publicUrl,
      sendMail,
      oidc: config.oidc,
      changeAccess: sharing.records.change,
      broughtAlong: sharing.broughtAlong,
      mayMail: createRateLimit({ most: 3, windowMs: 15 * 60_000, now }).take,
      guessLimits: limits.guesses ?? {},
      onLoginEnded: (ended) => sockets.endLogin(...tellOfLogin(ended)),
      onLeaving: (memberId) =>
        rooms.dismiss(memberId, "somebody-else", "You signed in to your account. Open this again."),
      onMerged: (from, to) => library.onMerged(from, to),
      onLookChanged: (memberId) => rooms.reviewMember(memberId, memberId),
      now,
      randomBytes: random,
      after,
      logger,
    });
    const searches = createRateLimit({ most: 240, windowMs: 60_000, now });
    const found = openSearch({
      catalog,
      log,
      read: rooms.read,
      texts: storage.sideTable("search-texts"),
      describe: (asker, documentId) => library.describe(asker, documentId),
      starsOf: (memberId) => library.starsOf(memberId),
      takeTurn: ({ memberId }) => searches.take(memberId),
      elapsed: () => performance.now(),
      now,
      after,
      logger,
    });
    search = found;
    const { documentsPerMinute: perMinute, documentsPerHour: perHour } = httpLimits;
    const makings = createMemberLimit({ perMinute, perHour, now });
    const library = await openLibrary({
      catalog,
      log,
      tombstones,
      lastChanges,
      rooms,
      records: sharing.records,
      tables: {
        firstLines,
        stars: storage.sideTable("stars"),
        purges: storage.sideTable("purges"),
      },
      onPurged: found.keeper.forget,
      mayMake: (request, member) => makings.take(member, networkFor(request)),
      after,
      logger,
      now,
      randomBytes: random,
    });

    const exports = exportRoutes({
      catalog,
      log,
      rooms,
      limits: { ...defaultExportLimits, ...limits.exports },
      after,
      now,
      logger,
    });

    let status: "ready" | "stopping" = "ready";
    const app = createApp({
      accounts,
      originIsOurs,
      features: {
        documents: (whoAsks) =>
          Router().use(sharing.routes.sharing(whoAsks)).use(exports.documents(whoAsks)).use(library.routes(whoAsks)),
        admin: (_whoAsks, whoAdministers) => exports.admin(whoAdministers),
        links: (whoAsks) => sharing.routes.links(whoAsks, accounts.loginOf),
        people: sharing.routes.people,
        search: found.routes,
      },
      isInvited: (headers) => sharing.broughtAlong(headers).isInvited,
      health: () => ({
        status,
        version: packageJson.version,
        ...(accounts.oidc === null ? {} : { oidc: accounts.oidc.status }),
      }),
      publicUrl: config.publicUrl,
      trustProxy: config.trustProxy,
      clientFolder: path.resolve(options.clientFolder ?? "dist/client"),
      limits: httpLimits,
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
      admit: (request, documentId) =>
        admit({ catalog, now, loginOf: accounts.loginOf, firstRecordsUnderWay: library.underWay }, request, documentId),
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
        backup: answerBackups({ cut: storage.cut, version: packageJson.version }),
      },
    });

    const stop = async (): Promise<void> => {
      status = "stopping";
      const refusing = closeHttp(http);
      const failures: unknown[] = [];
      // In this order: each part may still use those after it. One that fails does not keep the others open.
      const steps = [
        () => sharing.close(),
        () => library.close(),
        () => rooms.close(),
        () => found.close(),
        () => sockets.close(),
        () => http.closeAllConnections(),
        () => control.close(),
        () => accounts.close(),
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
    await search?.close();
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

/** A page whose login was replaced in its browser connects again by itself; one whose login has ended must not. */
function tellOfLogin({ loginId, why }: EndedLogin): Parameters<Sockets["endLogin"]> {
  return why === "replaced"
    ? [loginId, refuse("out-of-step", "You signed in anew. This page connects again by itself.")]
    : [loginId, refuse("not-logged-in", "You signed out. Sign in again to go on writing.")];
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
