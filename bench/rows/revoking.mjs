import { median } from "../load/figures.mjs";
import { emptyStateVector, syncFrame } from "../load/frames.mjs";
import { asks, makeId, pause, signIn, until, visitorOf } from "../load/home.mjs";
import { LeanSocket } from "../load/leanSocket.mjs";
import { Typist } from "../load/typist.mjs";

const rounds = 5;
const bystanders = 10;

/** What takes a right away, asked by an owner who is the admin too, or by the person. */
const ways = {
  removal: ({ boss, asksAs, id, member }) => asksAs(boss, "DELETE", `/api/documents/${id}/sharing/people/${member}`),
  role: ({ boss, asksAs, id, member }) =>
    asksAs(boss, "PATCH", `/api/documents/${id}/sharing/people/${member}`, { role: "viewer" }),
  "sign-out": ({ asksAs, person }) => asksAs(person, "POST", "/api/sign-out"),
  suspension: ({ boss, asksAs, member }) => asksAs(boss, "PATCH", `/api/admin/people/${member}`, { suspended: true }),
};

export const revoking = {
  name: "revoking",
  title: `A right is taken from somebody who types 50 times a second, while ${bystanders} others type too`,
  servers: ["ambo"],
  figures: Object.keys(ways).flatMap((way) => [
    {
      key: way,
      label: `${way}: until it is answered and a peer has seen the last of their edits, median`,
      unit: "ms",
      note: true,
    },
    { key: `${way}.most`, label: `${way}: the longest of ${rounds}`, unit: "ms", most: 2000 },
  ]),
  where: "The record of it on the disk, then the catalog; open sockets learn of it in the same turn.",
  measure: (bench) => measureRevoking(bench.server.port),
};

async function measureRevoking(port) {
  const asksAs = ({ cookie }, method, path, question) => asks(port, method, path, { question, cookie });
  const account = { name: "Boss", email: "boss@bench.example", password: "a long enough password" };
  const boss = visitorOf(await asks(port, "POST", "/api/accounts", { question: account }));
  const id = makeId();
  await asksAs(boss, "POST", "/api/documents", { id, title: "Bench" });
  const sockets = [];
  const joins = async (visitor, client) => {
    const headers = { Cookie: visitor.cookie };
    const socket = new LeanSocket({ port, path: `/api/sync/${id}?schema=1`, headers });
    await socket.opened;
    sockets.push(socket);
    const typist = new Typist(client);
    // Who has not asked for the document is told nothing of it.
    socket.send(syncFrame(0, emptyStateVector));
    socket.send(typist.paragraph);
    return { socket, typist };
  };

  const typing = { now: true };
  try {
    for (let index = 0; index < bystanders; index++) {
      const { socket, typist } = await joins(boss, 1000 + index);
      typesOn(socket, typist, typing, 100);
    }
    const witness = sockets[0];
    const figures = {};
    let client = 5000;
    for (const way of Object.keys(ways)) {
      const took = [];
      for (let round = 0; round < rounds; round++) took.push(await measureOnce(way, ++client));
      figures[way] = median(took);
      figures[`${way}.most`] = Math.max(...took);
    }
    return figures;

    async function measureOnce(way, client) {
      const person = await signIn(port, `Person ${client}`);
      await asksAs(boss, "POST", `/api/documents/${id}/sharing/people`, {
        who: { member: person.member },
        role: "editor",
      });
      const { socket, typist } = await joins(person, client);
      let lastSeenAt = 0;
      let seen = 0;
      const marker = Buffer.from(clientBytes(client));
      witness.onFrame = (payload) => {
        if (payload[0] !== 0 || !Buffer.from(payload.buffer, payload.byteOffset, payload.length).includes(marker))
          return;
        lastSeenAt = performance.now();
        seen++;
      };
      const own = { now: true };
      typesOn(socket, typist, own, 20);
      await until(() => seen > 10, "the witness to see the person type");
      const startedAt = performance.now();
      await ways[way]({ boss, asksAs, id, member: person.member, person });
      const answeredAt = performance.now();
      // Longer than the promise, so that what still comes after it is counted as well.
      await pause(3000);
      own.now = false;
      witness.onFrame = () => {};
      return Math.max(answeredAt, lastSeenAt) - startedAt;
    }
  } finally {
    typing.now = false;
    for (const socket of sockets) socket.close();
  }
}

async function typesOn(socket, typist, while_, everyMs) {
  while (while_.now) {
    socket.send(typist.next());
    await pause(everyMs);
  }
}

/** The client id as an update writes it. */
function clientBytes(client) {
  return [(client & 127) | 128, client >> 7];
}
