import { median, percentile } from "../load/figures.mjs";
import { pause, signIn } from "../load/home.mjs";
import { randomFrom, vocabulary } from "../load/prose.mjs";

const count = 10_000;
const people = 4;
const asks = 200;

export const library = rowFor("library", "2 kB of text", 2_000);
export const longLibrary = rowFor("long-library", "20 kB of text", 20_000);

function rowFor(name, text, textBytes) {
  return {
    name,
    title: `A library of ${count.toLocaleString("en")} documents with ${text} each, all of one member`,
    servers: ["ambo"],
    mostMs: 15 * 60_000,
    figures: [
      { key: "page", label: "first page, median", unit: "ms", most: 200 },
      { key: "pageP99", label: "first page, p99", unit: "ms", note: true },
      { key: "search", label: "search, median", unit: "ms", most: 100 },
      { key: "searchP99", label: "search, p99", unit: "ms", most: 100 },
      { key: "start", label: "from starting Node until it listens", unit: "ms", most: 3000 },
      { key: "complete", label: "and until all of it can be found again", unit: "s", note: true },
      { key: "first", label: "the same where no text was kept yet", unit: "s", note: true },
      { key: "wait", label: "longest wait for a small answer meanwhile", unit: "ms", note: true },
      { key: "held", label: "memory held after garbage collection", unit: "MB", note: true },
    ],
    where: "Reading what an asker may find, the index in memory, and the texts of the hits from the disk.",
    measure: (bench) => measureLibrary(bench, textBytes),
  };
}

async function measureLibrary(bench, textBytes) {
  const visitors = [];
  for (let person = 0; person < people; person++) visitors.push(await signIn(bench.server.port, `Reader ${person}`));
  const wish = { members: visitors.map(({ member }) => member), documents: count, textBytes };
  let port = await bench.furnish("furnishLibrary.mjs", wish);
  const ask = async (path, turn = 0) => {
    const { cookie } = visitors[turn % people];
    const startedAt = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Cookie: cookie } });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(body)}`);
    return { body, ms: performance.now() - startedAt };
  };
  const untilComplete = async () => {
    const startedAt = performance.now();
    let isComplete = false;
    let wait = 0;
    while (!isComplete) {
      for (let turn = 0; turn < 20; turn++) {
        wait = Math.max(wait, (await ask("/api/me")).ms);
        await pause(20);
      }
      isComplete = (await ask("/api/search?q=")).body.isComplete;
    }
    return { seconds: (performance.now() - startedAt) / 1000, wait };
  };

  const first = (await untilComplete()).seconds;
  const startedAt = performance.now();
  port = await bench.restart();
  const start = performance.now() - startedAt;
  const { seconds: complete, wait } = await untilComplete();
  const { held } = await bench.usage(true);

  const pages = [];
  const searches = [];
  const questions = questionsOf(asks);
  for (const [turn, q] of questions.entries()) {
    const page = await ask("/api/documents?view=all", turn);
    if (page.body.documents.length === 0) throw new Error("The library is empty.");
    pages.push(page.ms);
    searches.push((await ask(`/api/search?${new URLSearchParams({ q })}`, turn)).ms);
  }
  return {
    page: median(pages),
    pageP99: percentile(pages, 0.99),
    search: median(searches),
    searchP99: percentile(searches, 0.99),
    start,
    complete,
    first,
    wait,
    held: held / 1_000_000,
  };
}

/** As people type: beginnings of words, whole ones, common and rare, several, and with slips. */
function questionsOf(total) {
  const random = randomFrom(7);
  const word = () => vocabulary[Math.floor(Math.exp(random() * Math.log(vocabulary.length))) - 1] ?? vocabulary[0];
  const kinds = [
    () => word().slice(0, 1),
    () => word().slice(0, 3),
    word,
    () => `${word()} ${word()}`,
    () => `${word()} ${word()} ${word()} ${word().slice(0, 2)}`,
    () => `${word().slice(0, -1)}x`,
  ];
  return Array.from({ length: total }, (_, turn) => kinds[turn % kinds.length]());
}
