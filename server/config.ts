/** What the environment may say. Read once, at the start, and told apart from mistakes before anything is opened. */

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
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
}

export type ParsedConfig = { ok: true; config: Config } | { ok: false; mistakes: string[] };

/** Reads the configuration, or says every mistake at once, in sentences. An empty variable counts as absent. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): ParsedConfig {
  const mistakes: string[] = [];
  const read = <T>(name: string, otherwise: T, parse: (text: string) => T | null, sentence: string): T => {
    const text = env[name]?.trim() ?? "";
    if (text === "") return otherwise;
    const value = parse(text);
    if (value === null) mistakes.push(`${name} is "${text}", but ${sentence}`);
    return value ?? otherwise;
  };
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
  };
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

function parseLogLevel(text: string): LogLevel | null {
  const level = text.toLowerCase();
  return logLevels.find((known) => known === level) ?? null;
}
