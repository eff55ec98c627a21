/** What the environment may say. Read once, at the start, and told apart from mistakes before anything is opened. */
import { isIP } from "node:net";
import { emailAddress } from "../shared/accountsApi.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Config {
  /** 0 lets the system choose. */
  port: number;
  /** The address to listen on; the default lets only this machine in. */
  host: string;
  dataFolder: string;
  /** Where people reach the server when something stands before it: an origin such as `https://write.example.org`. */
  publicUrl: string | null;
  logLevel: LogLevel;
  /** Where mail goes out, and who it is from; null sends none. */
  mail: MailConfig | null;
  /** Another sign-in service that speaks OpenID Connect. */
  oidc: OidcConfig | null;
  /**
   * Who may say in `X-Forwarded-For` where a request really comes from: so many proxies before the server, or proxies at these
   * addresses. Nobody by default, because anybody can write a header.
   */
  trustProxy: number | string[] | false;
}

export interface MailConfig {
  /** Such as `smtps://user:password@mail.example.org`. */
  smtpUrl: string;
  from: string;
}

export interface OidcConfig {
  /** As the service itself writes it. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button says. */
  name: string;
}

export type ParsedConfig = { ok: true; config: Config } | { ok: false; mistakes: string[] };

/** Reads the configuration, or says every mistake at once, in sentences. An empty variable counts as absent. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): ParsedConfig {
  const mistakes: string[] = [];
  const read = <T>(name: string, otherwise: T, parse: (text: string) => T | null, sentence: string): T => {
    const text = env[name]?.trim() ?? "";
    if (text === "") return otherwise;
    const value = parse(text);
    // A secret is not repeated to whoever reads the terminal.
    if (value === null)
      mistakes.push(isSecret(name) ? `${name}: ${sentence}` : `${name} is "${text}", but ${sentence}`);
    return value ?? otherwise;
  };
  const isGiven = (name: string) => (env[name]?.trim() ?? "") !== "";
  const text = (name: string) => env[name]?.trim() ?? "";
  const config: Config = {
    port: read("PORT", 3000, parsePort, "a port is a whole number from 0 to 65535, such as 3000."),
    host: read("HOST", "127.0.0.1", parseHost, "a host is an address or a name without a port, such as 0.0.0.0."),
    dataFolder: read("DATA_DIR", "./data", (text) => text, "it must name a folder."),
    publicUrl: read<string | null>(
      "PUBLIC_URL",
      null,
      parseOrigin,
      "it must be http or https, a name, and nothing after it, such as https://write.example.org.",
    ),
    logLevel: read("LOG_LEVEL", "info", parseLogLevel, `it must be one of ${logLevels.join(", ")}.`),
    mail: null,
    oidc: null,
    trustProxy: read<Config["trustProxy"]>(
      "TRUST_PROXY",
      false,
      parseTrust,
      "it must be how many proxies stand before the server, such as 1, or their addresses, such as 10.0.0.2, 10.1.0.0/16.",
    ),
  };
  config.mail = readMail();
  config.oidc = readOidc();

  function readMail(): MailConfig | null {
    const smtpUrl = read("SMTP_URL", "", parseSmtpUrl, "it must be such as smtps://user:password@mail.example.org.");
    const from = read("MAIL_FROM", "", parseSender, "it must be an e-mail address, such as Ambo <ambo@example.org>.");
    if (!isGiven("SMTP_URL") && !isGiven("MAIL_FROM")) return null;
    for (const name of ["SMTP_URL", "MAIL_FROM"]) {
      if (!isGiven(name)) mistakes.push(`${name} is missing: mail needs both SMTP_URL and MAIL_FROM.`);
    }
    // A link in a mail must not follow what a visitor claims to have called this server.
    if (!isGiven("PUBLIC_URL")) mistakes.push("PUBLIC_URL is missing: links in mails need the address of this server.");
    return { smtpUrl, from };
  }

  function readOidc(): OidcConfig | null {
    const names = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"];
    if (!names.some(isGiven)) return null;
    for (const name of names) {
      if (!isGiven(name)) mistakes.push(`${name} is missing: the other sign-in service needs ${names.join(", ")}.`);
    }
    if (!isGiven("PUBLIC_URL")) {
      mistakes.push(
        "PUBLIC_URL is missing: the other sign-in service sends people back to the address of this server.",
      );
    }
    const issuer = read(
      "OIDC_ISSUER",
      "",
      parseIssuer,
      "it must be an https address, such as https://login.example.org.",
    );
    const [clientId, clientSecret, name] = [text("OIDC_CLIENT_ID"), text("OIDC_CLIENT_SECRET"), text("OIDC_NAME")];
    return { issuer, clientId, clientSecret, name };
  }
  return mistakes.length === 0 ? { ok: true, config } : { ok: false, mistakes };
}

function parsePort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : null;
}

function parseHost(text: string): string | null {
  // Colons are allowed for IPv6, which needs at least two; one colon is a port that belongs to PORT.
  const colons = text.split(":").length - 1;
  return /^[\w.:%-]+$/.test(text) && colons !== 1 ? text : null;
}

function parseOrigin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  const bare =
    url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  return bare ? url.origin : null;
}

function isSecret(name: string): boolean {
  return name === "SMTP_URL";
}

function parseSmtpUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return ["smtp:", "smtps:"].includes(url.protocol) && url.hostname !== "" ? text : null;
}

/** An address, alone or behind a name: `ambo@example.org`, `Ambo <ambo@example.org>`. */
function parseSender(text: string): string | null {
  const address = /^[^<>\r\n]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  return emailAddress.safeParse(address).success ? text : null;
}

function parseIssuer(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, search, hash } = new URL(text);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  const isSafe = protocol === "https:" || (protocol === "http:" && isHere);
  return isSafe && search === "" && hash === "" ? text : null;
}

function parseTrust(text: string): number | string[] | null {
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 10 ? Number(text) : null;
  const addresses = text.split(",").map((address) => address.trim());
  return addresses.every(isNetwork) ? addresses : null;
}

/** An address, or a network such as `10.1.0.0/16`. One that holds everybody would let everybody claim any address. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128);
}

function parseLogLevel(text: string): LogLevel | null {
  const level = text.toLowerCase();
  return logLevels.find((known) => known === level) ?? null;
}
