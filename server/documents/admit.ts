import type { IncomingHttpHeaders } from "node:http";
import { hexOf } from "../../shared/colour.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { can, type Role } from "../../shared/member.ts";
import { refuse } from "../../shared/refusal.ts";
import { becomeMember, type DocumentNeeds } from "./documents.ts";

/** Somebody at the door of a document, with what the login and the catalog say of them. */
export interface Admitted {
  member: MemberId;
  name: string;
  role: Role;
  /** `#rrggbb` */
  color: string;
}

export interface AdmitNeeds extends DocumentNeeds {
  loginOf: (headers: IncomingHttpHeaders) => Promise<{ memberId: MemberId; name: string } | null>;
}

/** Says who may open a socket on a document, or refuses: without a login, and where there is no document. */
export async function admit(
  needs: AdmitNeeds,
  request: { headers: IncomingHttpHeaders },
  documentId: DocumentId,
): Promise<Admitted> {
  const login = await needs.loginOf(request.headers);
  if (login === null) throw refuse("not-logged-in", "Sign in to open this document.");
  const { role, color } = await becomeMember(needs, login, documentId);
  if (!can(role, "read")) throw refuse("forbidden", "You cannot read this document.");
  return { member: login.memberId, name: login.name, role, color: hexOf(color) };
}
