import { randomBytes } from "node:crypto";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  type Cookie,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";
import { type Problems, watchForProblems } from "./problems.ts";
import { TestServer } from "./server.ts";

export { expect };

const idLetters = "abcdefghijklmnopqrstuvwxyz234567";

export function newId(): string {
  return Array.from(randomBytes(26), (byte) => idLetters[byte & 31]).join("");
}

export type Role = "owner" | "editor" | "commenter" | "viewer";

/** Who made which document of a story. */
type Makers = Map<string, Person>;

/** Somebody with a browser of their own, and the verbs of the product. */
export class Person {
  readonly name: string;
  /** Empty for somebody who has not signed in yet. */
  readonly memberId: string;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly problems: Problems;
  readonly server: TestServer;
  readonly #makers: Makers;

  constructor(
    name: string,
    server: TestServer,
    page: Page,
    problems: Problems,
    { memberId = "", makers = new Map() }: { memberId?: string; makers?: Makers } = {},
  ) {
    this.name = name;
    this.memberId = memberId;
    this.#makers = makers;
    this.server = server;
    this.page = page;
    this.context = page.context();
    this.problems = problems;
  }

  /** The text of the document, as something to type into. */
  get text(): Locator {
    return this.page.locator(".document-desk [role='textbox']");
  }

  get chip(): Locator {
    return this.page.locator(".state-chip");
  }

  get title(): Locator {
    return this.page.getByRole("textbox", { name: "Title", exact: true });
  }

  /** Makes a document by HTTP, as a script would. */
  async makesDocument(title = ""): Promise<string> {
    const id = newId();
    await this.asks("POST", "/documents", { id, title });
    this.#makers.set(id, this);
    return id;
  }

  /** Asks the server as this person's browser would. */
  async asks(method: string, path: string, data?: object): Promise<unknown> {
    const answer = await this.context.request.fetch(`${this.server.url}/api${path}`, {
      method,
      ...(data === undefined ? {} : { data }),
      headers: { origin: this.server.url },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.status() === 204 ? undefined : await answer.json();
  }

  async shares(id: string, other: Person, role: Role): Promise<void> {
    await this.asks("POST", `/documents/${id}/sharing/people`, { who: { member: other.memberId }, role });
  }

  /** Opens a document. One that somebody else in the story made is shared with this person before, as an editor. */
  async opens(id: string): Promise<void> {
    const maker = this.#makers.get(id);
    if (maker !== undefined && maker.memberId !== this.memberId) await maker.shares(id, this, "editor");
    await this.page.goto(`${this.server.url}/d/${id}`);
    await expect(this.text).toBeVisible();
    await expect(this.chip).toHaveAttribute("data-says", "saved");
  }

  async types(words: string): Promise<void> {
    await this.page.keyboard.type(words);
  }

  async presses(key: string, times = 1): Promise<void> {
    for (let time = 0; time < times; time++) await this.page.keyboard.press(key);
  }

  /** Puts the caret behind the last letter. */
  async goesToTheEnd(): Promise<void> {
    await this.text.focus();
    await this.presses("Control+End");
  }

  async goesToTheStart(): Promise<void> {
    await this.text.focus();
    await this.presses("Control+Home");
  }

  /** Puts the caret behind the first `count` letters of the first block, and makes sure that it is there. */
  async goesBehind(count: number): Promise<void> {
    await expect(async () => {
      await this.goesToTheStart();
      await this.presses("ArrowRight", count);
      const place = await this.page.evaluate(() => {
        const selection = window.getSelection();
        const block = selection?.anchorNode?.parentElement?.closest("p, h1, h2, h3, pre");
        if (!selection?.anchorNode || !block) return -1;
        const before = document.createRange();
        before.setStart(block, 0);
        before.setEnd(selection.anchorNode, selection.anchorOffset);
        return before.toString().length;
      });
      expect(place).toBe(count);
    }).toPass({ timeout: 30_000 });
  }

  /** The blocks of text on the screen, one a line, without anybody's caret. */
  async reads(): Promise<string> {
    return this.text.evaluate(linesOf);
  }

  async sees(words: string): Promise<void> {
    await expect(async () => expect(await this.reads()).toContain(words)).toPass({ timeout: 30_000 });
  }

  async readsExactly(lines: string): Promise<void> {
    await expect(async () => expect(await this.reads()).toBe(lines)).toPass({ timeout: 30_000 });
  }

  /** Waits until the page says that everything is on the server's disk. */
  async isSaved(): Promise<void> {
    await expect(this.chip).toHaveText(/^Saved/);
  }

  /** The text as the server has it, by the way that needs no editor. */
  async asksTheServer(id: string): Promise<string> {
    const answer = await this.context.request.get(`${this.server.url}/api/documents/${id}/reading`);
    expect(answer.ok(), `The server answered ${answer.status()}.`).toBe(true);
    const { html } = (await answer.json()) as { html: string };
    const page = await this.context.newPage();
    try {
      await page.setContent(`<div>${html}</div>`);
      return await page.locator("body > div").evaluate(linesOf);
    } finally {
      await page.close();
    }
  }
}

/** Runs in the page. Text blocks are the elements that hold no other block. */
function linesOf(root: Element): string {
  return [...root.querySelectorAll("p, h1, h2, h3, pre")]
    .map((block) => {
      const copy = block.cloneNode(true) as Element;
      for (const drawn of copy.querySelectorAll(".remote-caret, .ProseMirror-trailingBreak, .ProseMirror-separator")) {
        drawn.remove();
      }
      return copy.textContent ?? "";
    })
    .join("\n");
}

/** All screens show the same, and the server has it too. */
export async function agree(people: readonly Person[], id: string): Promise<string> {
  const [first] = people;
  if (first === undefined) throw new Error("Nobody is here.");
  for (const person of people) await person.isSaved();
  let agreed = "";
  await expect(async () => {
    const screens = await Promise.all(people.map((person) => person.reads()));
    agreed = screens[0] ?? "";
    expect(screens).toEqual(people.map(() => agreed));
    expect(await first.asksTheServer(id)).toBe(agreed);
  }).toPass({ timeout: 30_000 });
  return agreed;
}

interface Stage {
  server: TestServer;
  ana: Person;
  ben: Person;
  cem: Person;
  /** Somebody of another name, or the same person at another window size. */
  invites: (name: string, options?: BrowserContextOptions) => Promise<Person>;
}

interface Options {
  /** A story that kills or starves the server has one of its own. */
  ownServer: boolean;
}

interface Shared {
  sharedServer: TestServer;
  /** Logins are kept over the stories of one server: it limits how many people sign in within a minute. */
  logins: Map<string, { cookies: Cookie[]; memberId: string }>;
}

export const test = base.extend<Stage & Options, Shared>({
  sharedServer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const server = await TestServer.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
  logins: [async ({}, use) => use(new Map()), { scope: "worker" }],
  ownServer: [false, { option: true }],
  server: async ({ ownServer, sharedServer }, use) => {
    if (!ownServer) return use(sharedServer);
    const server = await TestServer.start();
    await use(server);
    await server.stop();
  },
  invites: async ({ browser, server, logins }, use) => {
    const people: Person[] = [];
    const makers: Makers = new Map();
    await use(async (name, options = {}) => {
      const person = await arrive(browser, server, { logins, makers }, name, options);
      people.push(person);
      return person;
    });
    for (const person of people) await person.context.close();
    for (const person of people)
      expect(person.problems.found(), `What ${person.name}'s browser complained about`).toEqual([]);
  },
  ana: async ({ invites }, use) => use(await invites("Ana")),
  ben: async ({ invites }, use) => use(await invites("Ben")),
  cem: async ({ invites }, use) => use(await invites("Cem")),
});

async function arrive(
  browser: Browser,
  server: TestServer,
  { logins, makers }: Pick<Shared, "logins"> & { makers: Makers },
  name: string,
  options: BrowserContextOptions,
): Promise<Person> {
  const context = await browser.newContext(options);
  const key = `${server.port} ${name}`;
  let known = logins.get(key);
  if (known !== undefined) await context.addCookies(known.cookies);
  else {
    const answer = await context.request.post(`${server.url}/api/guests`, {
      data: { name },
      headers: { origin: server.url },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
    const { member } = (await answer.json()) as { member: { id: string } };
    known = { cookies: await context.cookies(), memberId: member.id };
    logins.set(key, known);
  }
  const page = await context.newPage();
  return new Person(name, server, page, await watchForProblems(page), { memberId: known.memberId, makers });
}

/** Somebody who has never been here: no login yet. */
export async function stranger(browser: Browser, server: TestServer, name: string): Promise<Person> {
  const context = await browser.newContext();
  const page = await context.newPage();
  return new Person(name, server, page, await watchForProblems(page));
}
