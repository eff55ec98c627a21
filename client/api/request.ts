import { type RefusalCode, refusals } from "../../shared/refusal.ts";
import type { Failure } from "./failure.ts";

const patienceMs = 20_000;

/** Asks the server and gives back its answer as it stands; rejects with a `Failure`. The only place that fetches. */
export async function request<Answer>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  question?: unknown,
): Promise<Answer> {
  const response = await send(method, path, question);
  const text = await response.text().catch(() => {
    throw { kind: "unreachable" } satisfies Failure;
  });
  const answer = parse(text);
  if (response.ok) {
    if (answer !== undefined || text === "") return answer as Answer;
    throw { kind: "bug", sentence: `${path} answered with something else than JSON.` } satisfies Failure;
  }
  throw failureIn(response.status, answer);
}

async function send(method: string, path: string, question: unknown): Promise<Response> {
  try {
    return await fetch(`/api${path}`, {
      method,
      headers: question === undefined ? {} : { "content-type": "application/json" },
      body: question === undefined ? null : JSON.stringify(question),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch {
    throw { kind: "unreachable" } satisfies Failure;
  }
}

function failureIn(status: number, answer: unknown): Failure {
  if (typeof answer === "object" && answer !== null && "code" in answer) {
    const sentence = "sentence" in answer ? String(answer.sentence) : "";
    return isRefusalCode(answer.code) ? { kind: "refused", code: answer.code, sentence } : { kind: "bug", sentence };
  }
  // A proxy in front of a server that is down answers in its own words.
  if (status >= 502 && status <= 504) return { kind: "unreachable" };
  return { kind: "bug", sentence: `The server answered ${status}.` };
}

function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === "string" && Object.hasOwn(refusals, code);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
