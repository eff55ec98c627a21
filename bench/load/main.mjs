/** One row against one server, in a process of its own: the load must not share a heap or an event loop with the server. */
import { rows } from "../rows/index.mjs";
import { mediansOf } from "./figures.mjs";

const waiting = new Map();
let lastId = 0;

process.on("message", (message) => {
  if (message.start) run(message.start);
  else {
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  }
});
process.on("disconnect", () => process.exit());

function ask(question) {
  lastId++;
  const id = lastId;
  process.send({ id, ...question });
  return new Promise((resolve) => waiting.set(id, resolve));
}

async function run({ row: name, server, repeats, seconds, large, small }) {
  const row = rows.find((candidate) => candidate.name === name);
  const bench = {
    server,
    /** How long one measurement lasts. */
    seconds,
    large: read(large),
    small: read(small),
    usage: (gc = false) => ask({ ask: "usage", gc }),
    /** Kills the server without a word and starts it again on the same folder; resolves with its port. */
    restart: () => ask({ ask: "restart" }),
    /** Ends the server, has its folder written to by a script of `servers/`, and starts it again; resolves with its port. */
    furnish: (script, wish) => ask({ ask: "furnish", script, wish }),
    async repeat(measure) {
      const results = [];
      for (let turn = 0; turn < repeats; turn++) results.push(await measure(turn));
      return mediansOf(results);
    },
  };
  try {
    process.send({ figures: await row.measure(bench) });
  } catch (error) {
    process.send({ failed: error.stack });
  }
}

function read({ state, stateVector, updates }) {
  const bytes = (text) => Buffer.from(text, "base64");
  return { state: bytes(state), stateVector: bytes(stateVector), updates: updates.map(bytes) };
}
