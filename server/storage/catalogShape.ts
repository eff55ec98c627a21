/** What a catalog file must look like to be taken for one. */
import { z } from "zod";
import { signUpPolicies, themes } from "../../shared/account.ts";
import { pastMoves } from "../../shared/library.ts";
import { roles } from "../../shared/member.ts";
import type { CatalogData } from "./catalog.ts";

const moment = z.number().nonnegative();
const colour = z.looseObject({ hue: z.number(), step: z.union([z.literal(0), z.literal(1), z.literal(2)]) });
const memberOnDocument = z.looseObject({
  role: z.enum(roles),
  color: colour,
  since: moment,
  via: z.string().optional(),
  named: z.enum(roles).optional(),
  typed: z.looseObject({ email: z.string(), by: z.string(), invited: z.literal(true).optional() }).optional(),
});
const formerMember = z.looseObject({ color: colour, linkEnded: z.literal(true).optional() });
const invitation = z.looseObject({
  email: z.string(),
  role: z.enum(roles),
  by: z.string(),
  at: moment,
  tokenHash: z.string(),
  isSent: z.literal(true).optional(),
  mailedAt: moment.optional(),
});
const link = z.looseObject({
  role: z.enum(roles).exclude(["owner"]),
  tokenHash: z.string(),
  by: z.string(),
  at: moment,
  expiresAt: moment.nullable(),
});
const shelfEvent = z.looseObject({
  what: z.enum(pastMoves),
  by: z.string().nullable(),
  at: moment,
});
const member = z.looseObject({
  name: z.string(),
  createdAt: moment,
  initials: z.string().optional(),
  language: z.string().optional(),
  theme: z.enum(themes).optional(),
  isAdmin: z.literal(true).optional(),
  suspended: z.looseObject({ by: z.string().nullable(), at: moment }).optional(),
  aliasOf: z.string().optional(),
});
const serverInvitation = z.looseObject({
  email: z.string().nullable(),
  tokenHash: z.string(),
  by: z.string().nullable(),
  at: moment,
  expiresAt: moment,
  makesAdmin: z.literal(true).optional(),
});

// Loose: a field that this version does not know is kept, so that going back one version loses nothing.
const catalogShape = z.looseObject({
  version: z.literal(1),
  members: z.record(z.string(), member),
  memberOfAccount: z.record(z.string(), z.string()),
  accounts: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  documents: z.record(
    z.string(),
    z.looseObject({
      title: z.string(),
      createdAt: moment,
      createdBy: z.string().nullable(),
      recovered: z.literal(true).optional(),
      members: z.record(z.string(), memberOnDocument),
      former: z.record(z.string(), formerMember).optional(),
      invitations: z.record(z.string(), invitation).optional(),
      links: z.record(z.string(), link).optional(),
      shutOut: z.record(z.string(), moment).optional(),
      linksClosed: z.literal(true).optional(),
      shelf: z.enum(["archive", "trash"]).optional(),
      shelfEvents: z.array(shelfEvent).optional(),
    }),
  ),
  signUp: z.enum(signUpPolicies).optional(),
  serverInvitations: z.record(z.string(), serverInvitation).optional(),
  hadAdmin: z.literal(true).optional(),
  decisionsUpTo: moment.optional(),
  accessUpTo: z.number().nonnegative().optional(),
});

export function emptyCatalog(): CatalogData {
  return { version: 1, members: {}, memberOfAccount: {}, accounts: {}, documents: {} };
}

/** The catalog in a file's text, or a sentence that says what is wrong with it. */
export function parseCatalog(bytes: Uint8Array): { data: CatalogData } | { problem: string } {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  if (text.length === 0) return { problem: "The file is empty." };
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    return { problem: `The file is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const checked = catalogShape.safeParse(found);
  if (!checked.success) return { problem: `The file is not a catalog: ${z.prettifyError(checked.error)}` };
  // The ids in it were parsed when they came in; the shape is what a damaged file would break.
  return { data: found as CatalogData };
}
