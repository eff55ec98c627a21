/**
 * The other sign-in service, by OpenID Connect. The login library speaks the protocol: state bound to the browser, PKCE, a nonce, and
 * identity tokens checked against the service's keys. It tells who somebody is over there; who that is here is decided in `signingIn.ts`.
 */
import type { IncomingHttpHeaders } from "node:http";
import { createAuthEndpoint, generateGenericState, parseGenericState } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { generateIdTokenNonce } from "better-auth/oauth2";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { z } from "zod";
import { emailAddress } from "../../shared/accountsApi.ts";
import type { RandomBytes } from "../../shared/ids.ts";
import { refuse } from "../../shared/refusal.ts";
import type { OidcConfig } from "../config.ts";
import { loginAdapter } from "./loginAdapter.ts";
import { cookieOf, cookieRules, type LibraryLogger, libraryLogger } from "./loginLibrary.ts";

/** Who somebody is at the other service. */
export interface OidcIdentity {
  /** The service, and its permanent name for them. */
  providerId: string;
  accountId: string;
  email: string;
  /** The service says that they read the mail of this address. */
  emailVerified: boolean;
  /** As they are called there; may be empty. */
  name: string;
}

export interface OidcNeeds {
  config: OidcConfig;
  publicUrl: string;
  /** What encrypts the cookie that a sign-in under way is kept in. */
  secret: string;
  logger: LibraryLogger;
  after: (ms: number, run: () => void) => { cancel: () => void };
  now: () => number;
  randomBytes: RandomBytes;
}

export interface Oidc {
  readonly name: string;
  /** `waiting` until the service could be asked how it works. That is tried again and again. */
  readonly status: "ready" | "waiting";
  /** Where the browser has to go, and the cookies that it must come back with. */
  begin(returnTo: string): Promise<{ url: string; cookies: string[] }>;
  /** Reads what the browser came back with. Refuses as `wrong-credentials` whatever does not belong together. */
  finish(
    headers: IncomingHttpHeaders,
    answer: Readonly<Record<string, string>>,
  ): Promise<{ identity: OidcIdentity; returnTo: string; cookies: string[] }>;
  close(): void;
}

export const oidcCallbackPath = "/api/auth/callback/oidc";

const discoveryTimeoutMs = 10_000;
const firstRetryMs = 1_000;
const slowestRetryMs = 5 * 60_000;

export function openOidc(needs: OidcNeeds): Oidc {
  const { config, logger } = needs;
  let client: Client | null = null;
  let retry: { cancel: () => void } | null = null;
  let isClosed = false;
  void discover(firstRetryMs);

  async function discover(waitMs: number): Promise<void> {
    try {
      const authentication = await askForAuthentication(config);
      if (!isClosed) client = await openClient(needs, authentication);
    } catch (error) {
      if (isClosed) return;
      logger.warn({ err: error }, "The other sign-in service could not be reached. It is tried again.");
      retry = needs.after(waitMs, () => void discover(Math.min(waitMs * 2, slowestRetryMs)));
    }
  }

  function ready(): Client {
    if (client === null)
      throw refuse("overloaded", `${config.name} cannot be reached for the moment. Try again later.`);
    return client;
  }

  return {
    name: config.name,
    get status() {
      return client === null ? "waiting" : "ready";
    },
    begin: (returnTo) => ready().begin(returnTo),
    finish: (headers, answer) => ready().finish(headers, answer),
    close() {
      isClosed = true;
      retry?.cancel();
    },
  };
}

type Client = Pick<Oidc, "begin" | "finish">;
type Authentication = "basic" | "post";

function discoveryUrlOf({ issuer }: OidcConfig): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

/** Asks the service how it works, so that the library finds it answering. Refuses one that says it is somebody else. */
async function askForAuthentication(config: OidcConfig): Promise<Authentication> {
  const answer = await fetch(discoveryUrlOf(config), {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(discoveryTimeoutMs),
  });
  if (!answer.ok) throw new Error(`The sign-in service answered ${answer.status} to the question how it works.`);
  const document = discoveryDocument.parse(await answer.json());
  if (document.issuer !== config.issuer) {
    throw new Error(`The sign-in service calls itself ${document.issuer}, not ${config.issuer} as OIDC_ISSUER says.`);
  }
  // What a service that does not say understands, by the standard.
  const methods = document.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return methods.includes("client_secret_basic") ? "basic" : "post";
}

const discoveryDocument = z.object({
  issuer: z.string(),
  jwks_uri: z.string(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});

const providerName = "oidc";

async function openClient(needs: OidcNeeds, authentication: Authentication): Promise<Client> {
  const { config, publicUrl } = needs;
  const redirectURI = publicUrl + oidcCallbackPath;
  const auth = betterAuth({
    appName: "Ambo",
    secret: needs.secret,
    baseURL: publicUrl,
    basePath: "/api/auth",
    // It stores nothing: what is under way travels in an encrypted cookie.
    database: loginAdapter({}),
    account: { storeStateStrategy: "cookie" },
    plugins: [
      genericOAuth({
        config: [
          {
            providerId: providerName,
            discoveryUrl: discoveryUrlOf(config),
            clientId: config.clientId,
            clientSecret: config.clientSecret,
            authentication,
            scopes: ["openid", "email", "profile"],
            redirectURI,
            pkce: true,
            requireIdTokenVerification: true,
          },
        ],
      }),
      talkingToTheService(redirectURI, needs),
    ],
    advanced: cookieRules(publicUrl),
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: libraryLogger(needs.logger),
  });
  const context = await auth.$context;
  if (!context.socialProviders.some(({ id }) => id === providerName)) {
    throw new Error("The sign-in service does not tell all that is needed to use it.");
  }
  const stateCookie = context.createAuthCookie("oauth_state").name;

  return {
    async begin(returnTo) {
      const answer = await auth.api.beginOidc({ body: { returnTo }, headers: new Headers(), returnHeaders: true });
      return { url: answer.response.url, cookies: answer.headers.getSetCookie() };
    },
    async finish(headers, query) {
      const cookie = cookieOf(headers, stateCookie);
      if (cookie === null) throw cameFromNowhere();
      const answer = await auth.api.finishOidc({
        query,
        headers: new Headers({ cookie: `${stateCookie}=${cookie}` }),
        returnHeaders: true,
      });
      const { returnTo, ...told } = answer.response;
      const email = emailAddress.safeParse(told.email);
      if (!email.success) throw refuse("forbidden", `${config.name} does not tell your e-mail address to this server.`);
      const { emailVerified, name, subject } = told;
      // Another issuer's names for people mean other people.
      const identity = {
        providerId: `oidc ${config.issuer}`,
        accountId: subject,
        email: email.data,
        emailVerified,
        name,
      };
      return { identity, returnTo, cookies: answer.headers.getSetCookie() };
    },
  };
}

const answerQuery = z.object({
  state: z.string().max(1_000).optional(),
  code: z.string().max(10_000).optional(),
  iss: z.string().max(1_000).optional(),
  error: z.string().max(1_000).optional(),
});

/** Both ends of a sign-in at the service, in the library's own terms. Not reachable by HTTP. */
function talkingToTheService(redirectURI: string, { now, randomBytes }: Pick<OidcNeeds, "now" | "randomBytes">) {
  return {
    id: "talking-to-the-service",
    endpoints: {
      beginOidc: createAuthEndpoint.serverOnly(
        { method: "POST", body: z.object({ returnTo: z.string() }) },
        async (context) => {
          const provider = context.context.socialProviders.find(({ id }) => id === providerName);
          if (provider === undefined) throw new Error("The sign-in service is not known.");
          const idTokenNonce = generateIdTokenNonce(provider);
          const expiresAt = now() + 10 * 60_000;
          const { state, codeVerifier } = await generateGenericState(context, {
            callbackURL: context.body.returnTo,
            codeVerifier: Buffer.from(randomBytes(64)).toString("base64url"),
            expiresAt,
            ...(idTokenNonce === undefined ? {} : { idTokenNonce }),
          });
          const url = await provider.createAuthorizationURL({ state, codeVerifier, idTokenNonce, redirectURI });
          return { url: url.toString() };
        },
      ),
      finishOidc: createAuthEndpoint.serverOnly({ method: "POST", query: answerQuery }, async (context) => {
        const { state, code, iss, error } = context.query;
        const begun = await parseGenericState(context, state ?? "").catch(() => {
          throw cameFromNowhere();
        });
        if (error !== undefined || code === undefined) {
          throw refuse("wrong-credentials", "You were not signed in at the other service. Try again, or sign in here.");
        }
        const provider = context.context.socialProviders.find(({ id }) => id === providerName);
        if (provider === undefined) throw new Error("The sign-in service is not known.");
        // The answer of one service must not be taken for another's.
        if (iss !== undefined && iss !== provider.issuer) throw cameFromNowhere();
        if (provider.requiresIdTokenNonce === true && begun.idTokenNonce === undefined) throw cameFromNowhere();
        const tokens = await provider
          .validateAuthorizationCode({ code, codeVerifier: begun.codeVerifier, redirectURI })
          .catch((failure: unknown) => {
            context.context.logger.warn("The sign-in service did not take the code back.", failure);
            return null;
          });
        const told =
          tokens === null || tokens.idToken === undefined
            ? null
            : await provider.getUserInfo({
                ...tokens,
                ...(begun.idTokenNonce === undefined ? {} : { expectedIdTokenNonce: begun.idTokenNonce }),
              });
        if (tokens === null || told === null) {
          throw refuse("wrong-credentials", "The other service did not confirm who you are. Try again.");
        }
        const subject = String(await provider.accountSubject({ tokens, profile: told.data }));
        if (subject.trim() === "" || subject === "undefined" || subject === "null")
          throw new Error("Nobody was named.");
        return {
          subject,
          email: told.user.email ?? "",
          emailVerified: told.user.emailVerified === true,
          name: told.user.name ?? "",
          returnTo: begun.callbackURL,
        };
      }),
    },
  };
}

function cameFromNowhere(): Error {
  return refuse("wrong-credentials", "This sign-in was not begun in this browser, or too long ago. Try again.");
}
