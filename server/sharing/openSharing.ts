import type { IncomingHttpHeaders } from "node:http";
import type { Request, Router } from "express";
import type { DocumentId, MemberId, RandomBytes } from "../../shared/ids.ts";
import { type AccessRecord, type AccessRecords, openAccessRecords } from "../access/accessRecords.ts";
import { tellOfAccess } from "../access/tellOfAccess.ts";
import type { SendMail } from "../accounts/mail.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Catalog } from "../storage/catalog.ts";
import type { SideTable } from "../storage/sideTable.ts";
import { findWay } from "./enter.ts";
import { createLinkCookie } from "./linkCookie.ts";
import { watchLinkExpiry } from "./linkExpiry.ts";
import { openShareTokens } from "./shareTokens.ts";
import type { SharingNeeds } from "./sharing.ts";
import { linkRoutes, peopleRoutes, sharingRoutes } from "./sharingRoutes.ts";

type WhoAsks = (request: Request) => Promise<{ memberId: MemberId }>;

export interface SharingPart {
  /** What takes anything away from anybody goes through here. */
  records: AccessRecords;
  /** What a browser carries from an address that it opened: whether it lets in people who are new, and the token itself. */
  broughtAlong(headers: IncomingHttpHeaders): { isInvited: boolean; token: string | null };
  /** At /api/documents/:id/sharing, /api/links and /api/people. */
  routes: {
    sharing(whoAsks: WhoAsks): Router;
    links(whoAsks: WhoAsks, loginOf: (headers: IncomingHttpHeaders) => Promise<{ memberId: MemberId } | null>): Router;
    people(whoAsks: WhoAsks): Router;
  };
  close(): void;
}

export interface OpenSharingNeeds {
  catalog: Catalog;
  rooms: Pick<Rooms, "reviewAccess" | "reviewMember">;
  accessRecords: SideTable<AccessRecord>;
  secrets: SideTable<string>;
  sendMail: SendMail | null;
  mayName: SharingNeeds["mayName"];
  mayMail: SharingNeeds["mayMail"];
  mayReach: SharingNeeds["mayReach"];
  networkFor: (request: Request) => string;
  publicUrl: string | null;
  after: (ms: number, run: () => void) => { cancel: () => void };
  logger: { warn(fields: object, sentence: string): void };
  now: () => number;
  randomBytes: RandomBytes;
}

/** Puts the parts of sharing together, and replays what the catalog does not know. To be awaited before anybody is let in. */
export async function openSharing(needs: OpenSharingNeeds): Promise<SharingPart> {
  const { catalog, rooms, publicUrl, now } = needs;
  const accessChanged = (documentId: DocumentId, by: MemberId | null) => rooms.reviewAccess(documentId, by);
  const records = await openAccessRecords({
    ...needs,
    table: needs.accessRecords,
    onChanged: (changes, by) => {
      tellOfAccess(rooms, changes, by);
      if (changes.some(({ what }) => what === "link")) expiry.linksChanged();
    },
  });
  const expiry = watchLinkExpiry({ ...needs, accessChanged });
  const cookie = createLinkCookie(publicUrl);
  const sharing = {
    ...needs,
    records,
    tokens: await openShareTokens(needs),
    accessChanged,
    cookie,
    // What a request says of it goes back to who asks and nowhere else: mail is sent only where the server's address is configured.
    originFor: (request: Request) =>
      publicUrl ?? request.headers.origin ?? `${request.protocol}://${request.headers.host ?? ""}`,
  };
  return {
    records,
    broughtAlong(headers) {
      const token = cookie.read(headers);
      const way = token === null ? null : findWay(catalog.data, token, now());
      return { isInvited: way !== null && way.by !== "server-invitation", token };
    },
    routes: {
      sharing: (whoAsks) => sharingRoutes({ ...sharing, whoAsks }),
      links: (whoAsks, loginOf) => linkRoutes({ ...sharing, whoAsks, loginOf }),
      people: (whoAsks) => peopleRoutes({ ...sharing, whoAsks }),
    },
    close: () => expiry.close(),
  };
}
