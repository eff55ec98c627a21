/**
 * Every expected "no", for HTTP and for sockets. The code is for programs and never changes; the sentence that goes
 * with it is for people and says what they can do. Close codes 4400 to 4499 end a stock provider for good, all
 * others make it try again, so hiccups stand at 4500 and above.
 */
export const refusals = {
  malformed: { status: 400, closeCode: 4400 },
  "not-logged-in": { status: 401, closeCode: 4401 },
  forbidden: { status: 403, closeCode: 4403 },
  /** The document is in the archive. Asked again after it is reopened, the same may be allowed. */
  archived: { status: 409, closeCode: 4410 },
  "not-found": { status: 404, closeCode: 4404 },
  /** Why somebody who has the document open may not see it any more. Who comes to the door is only told `not-found`. */
  "access-removed": { status: 404, closeCode: 4415 },
  "link-ended": { status: 404, closeCode: 4416 },
  "in-trash": { status: 404, closeCode: 4417 },
  deleted: { status: 404, closeCode: 4418 },
  "outdated-client": { status: 409, closeCode: 4406 },
  taken: { status: 409, closeCode: 4408 },
  "epoch-changed": { status: 409, closeCode: 4409 },
  "too-large": { status: 413, closeCode: 4413 },
  "unknown-content": { status: 422, closeCode: 4422 },
  restarting: { status: 503, closeCode: 1001 },
  overloaded: { status: 503, closeCode: 4503 },
  "storage-failed": { status: 507, closeCode: 4500 },
  "out-of-step": { status: 409, closeCode: 4501 },
  "too-slow": { status: 408, closeCode: 4508 },
  /** A wrong password, or a link or token that is not valid any more. */
  "wrong-credentials": { status: 401, closeCode: 4411 },
  /** This server takes nobody new, or only with an invitation. */
  "sign-up-closed": { status: 403, closeCode: 4412 },
  /** The browser is signed in as another member by now, as when a guest has signed in to their account in another tab. */
  "somebody-else": { status: 409, closeCode: 4419 },
  suspended: { status: 403, closeCode: 4414 },
  "too-many-requests": { status: 429, closeCode: 4529 },
} as const satisfies Record<string, { status: number; closeCode: number }>;

export type RefusalCode = keyof typeof refusals;

/** With these somebody is sent away from a document, whatever role they had: no words, no carets and no talk of it are for them any more. */
export const sentAway: ReadonlySet<RefusalCode> = new Set([
  "not-found",
  "access-removed",
  "link-ended",
  "in-trash",
  "deleted",
  "not-logged-in",
  "somebody-else",
  "suspended",
]);

/** An expected refusal. The only error class of the project: anything else that is thrown is a bug. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;

  constructor(code: RefusalCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

/** Makes a refusal to be thrown: `throw refuse("forbidden", "Viewers cannot change this document.")`. */
export function refuse(code: RefusalCode, sentence: string): Refusal {
  return new Refusal(code, sentence);
}

/** The refusal behind a close code of a socket; null for codes that only mean "try again" or are not ours. */
export function refusalOfCloseCode(closeCode: number): RefusalCode | null {
  for (const [code, { closeCode: own }] of Object.entries(refusals)) {
    if (own === closeCode) return code as RefusalCode;
  }
  return null;
}
