import type { TFunction } from "i18next";
import { type RefusalCode, refusals } from "../../shared/refusal.ts";

/**
 * Why a question to the server got no answer. Every function of this folder rejects with one:
 * `refused` is an expected no; `unreachable` says nothing about the request, which may be tried again; `bug` is ours.
 */
export type Failure =
  | { kind: "refused"; code: RefusalCode; sentence: string }
  | { kind: "unreachable" }
  | { kind: "bug"; sentence: string };

/** Reads what was caught. Whatever did not come from this folder is a bug. */
export function failureOf(thrown: unknown): Failure {
  if (isFailure(thrown)) return thrown;
  return { kind: "bug", sentence: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** Whether what was caught is an expected no with this code. */
export function isRefused(thrown: unknown, code: RefusalCode): boolean {
  const failure = failureOf(thrown);
  return failure.kind === "refused" && failure.code === code;
}

/** Whether asking the same again may help. */
export function isTransient(thrown: unknown): boolean {
  const failure = failureOf(thrown);
  return failure.kind === "unreachable" || (failure.kind === "refused" && refusals[failure.code].status >= 500);
}

/** What people read: by the code, in their language; the server's own sentence is for logs and scripts. */
export function failureSentence(t: TFunction, thrown: unknown): string {
  const failure = failureOf(thrown);
  return failure.kind === "refused" ? t(`failure.${failure.code}`) : t(`failure.${failure.kind}`);
}

function isFailure(thrown: unknown): thrown is Failure {
  if (typeof thrown !== "object" || thrown === null || thrown instanceof Error || !("kind" in thrown)) return false;
  return thrown.kind === "refused" || thrown.kind === "unreachable" || thrown.kind === "bug";
}
