/** `@y/websocket-server` as it is shipped, with the `ws` that it brings. YPERSISTENCE makes it keep documents in LevelDB. */
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { setupWSConnection } from "@y/websocket-server/utils";
import { reportTo } from "./report.mjs";

const its = createRequire(createRequire(import.meta.url).resolve("@y/websocket-server/package.json"));
const { Server } = its("ws");

const server = createServer();
const sockets = new Server({ noServer: true });
sockets.on("connection", setupWSConnection);
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit("connection", opened, request));
});
server.listen(0, "127.0.0.1", () => reportTo(server.address().port));
