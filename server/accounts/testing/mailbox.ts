import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface Mailbox {
  readonly url: string;
  /** Resolves with the next letter to this address that was not read yet. */
  next(to: string): Promise<{ text: string; link: string }>;
  /** Everybody who got a letter, in order. */
  readonly recipients: string[];
  close(): Promise<void>;
}

/** A mail server for tests, that takes everything and sends nothing on. */
export async function openMailbox(): Promise<Mailbox> {
  const letters: { to: string; text: string; isRead: boolean }[] = [];
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();

  function talk(socket: Socket): void {
    let unread = "";
    let to = "";
    let data: string[] | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (unread + chunk).split("\r\n");
      unread = lines.pop() ?? "";
      for (const line of lines) read(line);
    });
    say("220 mailbox");

    function read(line: string): void {
      if (data !== null) {
        if (line !== ".") {
          data.push(line);
          return;
        }
        letters.push({ to, text: textOf(data), isRead: false });
        data = null;
        say("250 taken");
        for (const look of waiting) look();
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "RCPT") to = /<([^>]*)>/.exec(line)?.[1] ?? "";
      if (verb === "DATA") data = [];
      say(verb === "DATA" ? "354 go on" : verb === "QUIT" ? "221 bye" : "250 ok");
    }
  }

  const server = createServer(talk);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get recipients() {
      return letters.map(({ to }) => to);
    },
    next: (to) =>
      new Promise((resolve) => {
        const look = () => {
          const letter = letters.find((other) => other.to === to && !other.isRead);
          if (letter === undefined) return;
          letter.isRead = true;
          waiting.delete(look);
          resolve({ text: letter.text, link: /https?:\/\/\S+/.exec(letter.text)?.[0] ?? "" });
        };
        waiting.add(look);
        look();
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** The body of a letter, whichever of the usual encodings its text needed. */
function textOf(lines: readonly string[]): string {
  const end = lines.indexOf("");
  const head = lines.slice(0, end).join("\n");
  const body = lines.slice(end + 1).map((line) => line.replace(/^\.\./, "."));
  if (/base64/i.test(head)) return Buffer.from(body.join(""), "base64").toString();
  if (!/quoted-printable/i.test(head)) return body.join("\n");
  const bytes = body
    .join("\n")
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
