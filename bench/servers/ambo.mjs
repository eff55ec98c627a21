/** Our server as it is built, put together by `createServer` with its limits as shipped, save the one that a row lifts, and that of making documents: we furnish by the thousand. */
import { createServer } from "../../dist/bench/createServer.js";
import { reportTo } from "./report.mjs";

const unlimited = { messagesPerSecond: 1e12, messageBurst: 1e12, bytesPerSecond: 1e12, byteBurst: 1e12 };

const config = {
  port: 0,
  host: "127.0.0.1",
  dataFolder: process.env.DATA_DIR,
  publicUrl: null,
  logLevel: "error",
  mail: null,
  oidc: null,
  trustProxy: false,
};
const limits = {
  http: { documentsPerMinute: 1e12, documentsPerHour: 1e12 },
  ...(process.env.LIFT_RATE_LIMIT ? { sockets: { rate: unlimited } } : {}),
};
const server = await createServer(config, { limits });
await server.listen();
reportTo(Number(new URL(server.url).port));
