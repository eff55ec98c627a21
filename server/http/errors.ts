import type { NextFunction, Request, Response } from "express";
import { ZodError } from "zod";
import type { Refused } from "../../shared/api.ts";
import { type Refusal, refusals, refuse } from "../../shared/refusal.ts";
import { storageRefusal } from "../storage/storageFailure.ts";

export interface ErrorLogger {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Under /api nothing answers with a page, so that a program never takes HTML for an answer. */
export function refuseUnknownPath(): never {
  throw refuse("not-found", "There is nothing at this address.");
}

/**
 * The one place where an error becomes an answer. A refusal tells its code and its sentence; everything else is a bug: logged whole,
 * once, and told in one plain sentence.
 */
export function errorHandler(logger: ErrorLogger) {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    const refusal = asRefusal(error);
    if (response.headersSent) {
      // Half an answer cannot be taken back; Express' own handler breaks the connection, which is the truth.
      if (refusal === null) logger.error({ err: error }, "A request failed after its answer had begun.");
      next(error);
      return;
    }
    response.setHeader("Cache-Control", "no-store");
    if (refusal === null) {
      logger.error({ err: error }, "A request failed.");
      const body: Refused = { code: "bug", sentence: "The server met an error. Nothing was changed; try again." };
      response.status(500).json(body);
      return;
    }
    const { status } = refusals[refusal.code];
    if (refusal.cause !== undefined) logger.error({ err: refusal.cause, code: refusal.code }, "A request was refused.");
    const body: Refused = { code: refusal.code, sentence: refusal.message };
    response.status(status).json(body);
  };
}

function asRefusal(error: unknown): Refusal | null {
  // Questions are parsed at the edge and nowhere else, so this is always what somebody sent.
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    const told = issue?.code === "custom" ? issue.message : "The question is not in the form that the server expects.";
    return refuse("malformed", told);
  }
  const refusal = storageRefusal(error);
  if (refusal !== null) return refusal;
  // What Express and its body parser refuse by themselves carries a status.
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : null;
  if (status === 413) return refuse("too-large", "This is more than the server takes at once.");
  if (typeof status === "number" && status >= 400 && status < 500) {
    return refuse("malformed", "The server could not read this request.");
  }
  return null;
}
