/**
 * The floor: hands every message to everybody else on the same address and understands nothing. Newcomers get the bytes
 * of the file GREETING, if there is one, which is what answering a join costs when the answer is already there.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { reportTo } from "./report.mjs";

const greeting = process.env.GREETING ? readFileSync(process.env.GREETING) : null;
const rooms = new Map();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on("connection", (socket, request) => {
  const address = request.url.split("?")[0];
  const room = rooms.get(address) ?? new Set();
  rooms.set(address, room.add(socket));
  if (greeting !== null) socket.send(greeting);
  socket.on("message", (message) => {
    for (const other of room) if (other !== socket) other.send(message);
  });
  socket.on("close", () => room.delete(socket));
});

server.listen(0, "127.0.0.1", () => reportTo(server.address().port));
