import type { DocumentId, InvitationId, LinkId, MemberId } from "../../shared/ids.ts";
import type { Role } from "../../shared/member.ts";
import type { MakeLink, PeopleFound, ShareWith, Sharing } from "../../shared/sharingApi.ts";
import { request } from "./request.ts";

/** Who may do what with a document, links and invitations included. For those who may share it. */
export function fetchSharing(id: DocumentId): Promise<Sharing> {
  return request<Sharing>("GET", `/documents/${id}/sharing`);
}

/** People whose name contains `text`, among those whom the asker writes with. */
export function findPeople(text: string): Promise<PeopleFound> {
  return request<PeopleFound>("GET", `/people?q=${encodeURIComponent(text)}`);
}

/** Gives somebody a role, or invites an address that nobody here has. Refused as `not-found` when there is no such person. */
export function shareWith(id: DocumentId, question: ShareWith): Promise<Sharing> {
  return request<Sharing>("POST", `/documents/${id}/sharing/people`, question);
}

/** Gives a person another role. Refused as `forbidden` for the last owner. */
export function changeRole(id: DocumentId, member: MemberId, role: Role): Promise<Sharing> {
  return request<Sharing>("PATCH", `/documents/${id}/sharing/people/${member}`, { role });
}

/** Takes all rights from a person. Refused as `forbidden` for the last owner. */
export function removePerson(id: DocumentId, member: MemberId): Promise<Sharing> {
  return request<Sharing>("DELETE", `/documents/${id}/sharing/people/${member}`);
}

/** Whoever leaves is told nothing more of the document. */
export async function leaveDocument(id: DocumentId, me: MemberId): Promise<void> {
  await request<unknown>("DELETE", `/documents/${id}/sharing/people/${me}`);
}

/** The address of the invitation opens nothing any more. */
export function revokeInvitation(id: DocumentId, invitation: InvitationId): Promise<Sharing> {
  return request<Sharing>("DELETE", `/documents/${id}/sharing/invitations/${invitation}`);
}

/** Makes a link that anybody may use who has it. */
export function makeLink(id: DocumentId, question: MakeLink): Promise<Sharing> {
  return request<Sharing>("POST", `/documents/${id}/sharing/links`, question);
}

/** Ends a link, and with it the rights of all who came by it. */
export function revokeLink(id: DocumentId, link: LinkId): Promise<Sharing> {
  return request<Sharing>("DELETE", `/documents/${id}/sharing/links/${link}`);
}

/** Lets links open again after the server had to close them all. */
export function reopenLinks(id: DocumentId): Promise<Sharing> {
  return request<Sharing>("POST", `/documents/${id}/sharing/links/reopen`);
}
