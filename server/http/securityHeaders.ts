import type { IncomingMessage } from "node:http";
import helmet from "helmet";

/**
 * Headers for every answer. What forces https is sent only under an https public URL: elsewhere it would make a page on a plain local
 * network load nothing.
 */
export function securityHeaders(publicUrl: string | null): ReturnType<typeof helmet> {
  const isHttps = publicUrl?.startsWith("https:") === true;
  const none = "'none'";
  const self = "'self'";
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [none],
        scriptSrc: [self],
        styleSrc: [self],
        fontSrc: [self],
        imgSrc: [self, "data:", "blob:"],
        connectSrc: [self, (request) => socketOrigins(request, publicUrl)],
        manifestSrc: [self],
        workerSrc: [self],
        baseUri: [none],
        formAction: [self],
        frameAncestors: [none],
        ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // Browsers complain aloud when these two come over plain HTTP.
    crossOriginOpenerPolicy: isHttps ? { policy: "same-origin" } : false,
    originAgentCluster: isHttps,
    crossOriginResourcePolicy: { policy: "same-origin" },
    // The address of a share link lets people in until its token is exchanged, and that of a document tells that it exists.
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    xPoweredBy: true,
  });
}

/** Some browsers do not count sockets of the own origin as 'self'. */
function socketOrigins(request: IncomingMessage, publicUrl: string | null): string {
  if (publicUrl !== null) return publicUrl.replace(/^http/, "ws");
  const host = request.headers.host ?? "";
  // Only what can stand in a header of ours, because the host is the visitor's to write.
  return /^[\w.-]+(:\d+)?$|^\[[\da-fA-F:]+\](:\d+)?$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
}
