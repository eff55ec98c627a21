import type {
  ChangePerson,
  InviteToServer,
  LinkToCopy,
  PeopleList,
  Person,
  ServerInvitationList,
  ServerInvitationMade,
  Settings,
} from "../../shared/accountsApi.ts";
import type { InvitationId, MemberId } from "../../shared/ids.ts";
import { request } from "./request.ts";

/** Everybody who is here. This and everything below is for admins, and refused as `forbidden` to others. */
export function fetchPeople(): Promise<PeopleList> {
  return request<PeopleList>("GET", "/admin/people");
}

/** Suspends a person or lifts that, makes them an admin or takes it back; never oneself. */
export function changePerson(id: MemberId, question: ChangePerson): Promise<Person> {
  return request<Person>("PATCH", `/admin/people/${id}`, question);
}

/** Makes a link to a new password, to be handed over; its address is told this once. */
export function makeResetLink(id: MemberId): Promise<LinkToCopy> {
  return request<LinkToCopy>("POST", `/admin/people/${id}/reset-link`);
}

/** Who may come. */
export function fetchSettings(): Promise<Settings> {
  return request<Settings>("GET", "/admin/settings");
}

/** Decides who may come. */
export function changeSettings(question: Settings): Promise<Settings> {
  return request<Settings>("PATCH", "/admin/settings", question);
}

/** Who is invited to this server and has not come yet. */
export function fetchServerInvitations(): Promise<ServerInvitationList> {
  return request<ServerInvitationList>("GET", "/admin/invitations");
}

/** Makes an invitation to this server; its address is told this once. */
export function inviteToServer(question: InviteToServer): Promise<ServerInvitationMade> {
  return request<ServerInvitationMade>("POST", "/admin/invitations", question);
}

/** The address of the invitation opens nothing any more. */
export async function revokeServerInvitation(id: InvitationId): Promise<void> {
  await request<unknown>("DELETE", `/admin/invitations/${id}`);
}

/** Where the browser downloads everything from. */
export const downloadEverythingAddress = "/api/admin/export";
