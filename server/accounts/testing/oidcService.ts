import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { OidcConfig } from "../../config.ts";

export interface Claims {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface OidcService {
  readonly config: OidcConfig;
  /** What somebody's browser is sent back with after they signed in here. `changes` makes the service lie in its token. */
  signsIn(address: string, claims: Claims, changes?: Record<string, unknown>): string;
  /** Whether it answers at all. */
  isUp: boolean;
  close(): Promise<void>;
}

/** A small sign-in service that speaks OpenID Connect, for tests: it believes whoever the test says is in front of it. */
export async function openOidcService(): Promise<OidcService> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const clientId = "ambo";
  const clientSecret = "the secret of the client";
  const codes = new Map<string, { idToken: string; challenge: string; redirectUri: string }>();
  let isUp = true;
  let issuer = "";

  const answers: Record<string, (request: IncomingMessage, body: string) => [number, unknown]> = {
    "/.well-known/openid-configuration": () => [
      200,
      {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ["RS256"],
        token_endpoint_auth_methods_supported: ["client_secret_basic"],
      },
    ],
    "/keys": () => [200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] }],
    "/token": (request, body) => {
      const ask = new URLSearchParams(body);
      const code = codes.get(ask.get("code") ?? "");
      codes.delete(ask.get("code") ?? "");
      const verifier = createHash("sha256")
        .update(ask.get("code_verifier") ?? "")
        .digest("base64url");
      // Both halves are form-encoded before they are joined, says the standard.
      const secret = new URLSearchParams({ secret: clientSecret }).toString().slice("secret=".length);
      const credentials = Buffer.from(`${clientId}:${secret}`).toString("base64");
      const isClient = request.headers.authorization === `Basic ${credentials}`;
      if (
        !isClient ||
        code === undefined ||
        code.challenge !== verifier ||
        code.redirectUri !== ask.get("redirect_uri")
      ) {
        return [400, { error: "invalid_grant" }];
      }
      return [200, { token_type: "Bearer", access_token: randomUUID(), expires_in: 60, id_token: code.idToken }];
    },
  };

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const answer = isUp ? answers[request.url?.split("?")[0] ?? ""] : undefined;
    const [status, content] = answer?.(request, body) ?? [503, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const part = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
  return {
    config: { issuer, clientId, clientSecret, name: "Our school" },
    get isUp() {
      return isUp;
    },
    set isUp(is: boolean) {
      isUp = is;
    },
    signsIn(address, claims, changes = {}) {
      const ask = new URL(address).searchParams;
      const redirectUri = ask.get("redirect_uri") ?? "";
      const at = Math.floor(Date.now() / 1000);
      const nonce = ask.get("nonce");
      const told = { iss: issuer, aud: clientId, iat: at, exp: at + 60, nonce, ...claims, ...changes };
      const text = `${part({ alg: "RS256", kid: "one", typ: "JWT" })}.${part(told)}`;
      const idToken = `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
      const code = randomUUID();
      codes.set(code, { idToken, challenge: ask.get("code_challenge") ?? "", redirectUri });
      const back = new URL(redirectUri);
      back.search = new URLSearchParams({ code, state: ask.get("state") ?? "", iss: issuer }).toString();
      return `${back.pathname}${back.search}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
