import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { makeId, type SessionId } from "../../shared/ids.ts";
import { createRandom } from "../simulation/random.ts";
import { openDoor, opened, until, visitor } from "./testing/door.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("a quiet socket keeps nothing of the request that opened it", async () => {
  const requests: WeakRef<object>[] = [];
  const { received, knock } = await openDoor({
    admit: async (request) => {
      requests.push(new WeakRef(request));
      return visitor;
    },
  });
  const sockets = [knock(), knock(), knock()];
  await Promise.all(sockets.map(opened));
  for (const socket of sockets) socket.send(new Uint8Array([1]));
  await until(() => received.length === 3);
  await until(() => {
    collectGarbage();
    return requests.every((request) => request.deref() === undefined);
  });
  expect(requests).toHaveLength(6);
  for (const socket of sockets) expect(socket.readyState).toBe(WebSocket.OPEN);
});

test("the id of a session takes little more memory than its letters", () => {
  const { bytes } = createRandom(1);
  const count = 20_000;
  const ids: string[] = new Array(count).fill("");
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < count; index++) ids[index] = makeId<SessionId>(bytes);
  collectGarbage();
  expect((process.memoryUsage().heapUsed - before) / count).toBeLessThan(150);
  expect(new Set(ids).size).toBe(count);
});
