import type { IncomingHttpHeaders } from "node:http";

/** The part of a request that says where it comes from; HTTP requests and socket upgrades both have it. */
export interface CameFrom {
  headers: Pick<IncomingHttpHeaders, "origin" | "host">;
}

export type OriginIsOurs = (request: CameFrom) => boolean;

/**
 * Makes the one function that says which origins are ours: for what changes state by HTTP, for the login library, and for
 * sockets.
 *
 * With a public URL, `Origin` must be it. Without one it must be the host that the request itself names, so that
 * localhost, 127.0.0.1 and an address in the local network all work. A request without `Origin` is a script, because browsers
 * send it with everything that changes state and with every socket; it passes, and its cookie decides. `null` (a file, a
 * sandboxed frame) never passes.
 *
 * The limit of trusting the request's host: somebody who makes their own name resolve to this machine (DNS rebinding) is
 * same-origin by this rule. The login cookie belongs to the name it was set under, so such a page can act as a fresh
 * guest but never as a person who is signed in here. Setting the public URL closes this too.
 */
export function createOriginCheck(publicUrl: string | null): OriginIsOurs {
  return ({ headers }) => {
    const { origin, host } = headers;
    if (origin === undefined) return true;
    if (publicUrl !== null) return origin === publicUrl;
    if (host === undefined) return false;
    // https too: a proxy that ends TLS passes on the host, but not the scheme.
    return origin === `http://${host.toLowerCase()}` || origin === `https://${host.toLowerCase()}`;
  };
}
