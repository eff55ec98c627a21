import { connect } from "node:net";
import { refusals, refuse } from "../shared/refusal.ts";
import { controlSocketPath } from "./controlSocket.ts";

/**
 * Asks the server that runs on a data folder, from another process of the same user on this machine. Null when none runs there. Its refusals
 * are thrown as refusals.
 */
export async function askControlSocket<T extends object>(
  dataFolder: string,
  question: { ask: string } & Record<string, unknown>,
): Promise<T | null> {
  const line = await answerTo(await controlSocketPath(dataFolder), JSON.stringify(question));
  if (line === null) return null;
  const answer: unknown = JSON.parse(line);
  if (typeof answer === "object" && answer !== null) {
    if ("answer" in answer) return answer.answer as T;
    if ("code" in answer && "sentence" in answer && typeof answer.sentence === "string") {
      const code = Object.keys(refusals).find((known) => known === answer.code) as keyof typeof refusals | undefined;
      throw refuse(code ?? "storage-failed", answer.sentence);
    }
  }
  throw new Error("The server gave an answer that cannot be read.");
}

function answerTo(socketPath: string, line: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let answer = "";
    socket.once("connect", () => socket.write(`${line}\n`));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // No socket, or one that an unclean stop left behind.
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(null);
      else if (error.code === "EACCES" || error.code === "EPERM") {
        reject(
          refuse("forbidden", "The server belongs to another user of this machine. Run this command as that user."),
        );
      } else reject(error);
    });
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
      if (answer.endsWith("\n")) socket.end();
    });
    socket.once("close", () => {
      if (answer.endsWith("\n")) resolve(answer);
      else reject(refuse("restarting", "The server stopped before it had answered."));
    });
  });
}
