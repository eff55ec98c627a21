/** A browser for tests of signing in: it keeps the cookies that it is given, and sends them back. */
import type { CreateAccount, Me, Myself } from "../../../shared/accountsApi.ts";

/** What a browser needs of the server that is tested. */
interface Place<Person> {
  ask(address: string, init: RequestInit): Promise<Answer<unknown>>;
  as(me: Myself, cookie: string): Person;
}

interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface TestBrowser<Person> {
  ask<T = unknown>(
    method: string,
    address: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  /** Asks and expects it to work. */
  gets<T>(method: string, address: string, body?: unknown): Promise<T>;
  comesAsGuest(name: string): Promise<Myself>;
  makesAccount(ask: CreateAccount): Promise<Myself>;
  signsIn(email: string, password: string): Promise<Myself>;
  me(): Promise<Myself | null>;
  readonly cookie: string;
  /** Who is signed in here, with documents and sockets. */
  person(): Promise<Person>;
}

export const password = "correct horse";

export function openBrowser<Person>(server: Place<Person>, userAgent?: string): TestBrowser<Person> {
  const jar = new Map<string, string>();
  const cookieText = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

  async function ask<T>(method: string, address: string, body?: unknown, headers: Record<string, string> = {}) {
    const sent: Record<string, string> = { ...headers };
    if (jar.size > 0) sent.cookie = cookieText();
    if (userAgent !== undefined) sent["user-agent"] = userAgent;
    if (body !== undefined) sent["content-type"] = "application/json";
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await server.ask(address, { method, headers: sent, ...text });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/; Max-Age=0(;|$)/.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer as Answer<T>;
  }

  async function gets<T>(method: string, address: string, body?: unknown): Promise<T> {
    const answer = await ask<T>(method, address, body);
    if (answer.status >= 300) throw new Error(`${method} ${address}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const me = async () => (await gets<{ member: Myself | null }>("GET", "/api/me")).member;
  return {
    ask,
    gets,
    me,
    comesAsGuest: async (name) => (await gets<Me>("POST", "/api/guests", { name })).member,
    makesAccount: async (question) => (await gets<Me>("POST", "/api/accounts", question)).member,
    signsIn: async (email, secret) => (await gets<Me>("POST", "/api/sign-in", { email, password: secret })).member,
    get cookie() {
      return cookieText();
    },
    person: async () => {
      const member = await me();
      if (member === null) throw new Error("Nobody is signed in here.");
      return server.as(member, cookieText());
    },
  };
}
