import { existsSync } from "node:fs";
import path from "node:path";
import express, { Router } from "express";

const yearMs = 365 * 24 * 60 * 60 * 1000;

/** The built page: hashed files for ever, everything else asked for anew, and the page itself at every address that is not a file. */
export function pageRoutes(clientFolder: string): Router {
  const routes = Router();
  const index = path.join(clientFolder, "index.html");

  const hashed = { index: false, immutable: true, maxAge: yearMs, redirect: false } as const;
  routes.use("/assets", express.static(path.join(clientFolder, "assets"), hashed), (_request, response) => {
    // A page of an older build asks for files that are gone: it must not get a page instead of a script.
    response.status(404).type("text/plain").send("This file is not part of the current version. Reload the page.");
  });
  routes.use(
    express.static(clientFolder, {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (response) => response.setHeader("Cache-Control", "no-cache"),
    }),
  );
  routes.get("/{*address}", (_request, response, next) => {
    if (!existsSync(index)) {
      response.status(503).type("text/plain").send("The page has not been built yet. Run `npm run build` and reload.");
      return;
    }
    response.setHeader("Cache-Control", "no-cache");
    response.sendFile(index, { cacheControl: false }, (error) => {
      // A visitor who left before the page was sent is no error.
      if (error !== undefined && !response.headersSent && !response.destroyed) next(error);
    });
  });
  return routes;
}
