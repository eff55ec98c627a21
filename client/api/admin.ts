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

export function fetchPeople(): Promise<PeopleList> {
  return request<PeopleList>("GET", "/admin/people");
}

export function changePerson(id: MemberId, question: ChangePerson): Promise<Person> {
  return request<Person>("PATCH", `/admin/people/${id}`, question);
}

export function makeResetLink(id: MemberId): Promise<LinkToCopy> {
  return request<LinkToCopy>("POST", `/admin/people/${id}/reset-link`);
}

export function fetchSettings(): Promise<Settings> {
  return request<Settings>("GET", "/admin/settings");
}

export function changeSettings(question: Settings): Promise<Settings> {
  return request<Settings>("PATCH", "/admin/settings", question);
}

export function fetchServerInvitations(): Promise<ServerInvitationList> {
  return request<ServerInvitationList>("GET", "/admin/invitations");
}

export function inviteToServer(question: InviteToServer): Promise<ServerInvitationMade> {
  return request<ServerInvitationMade>("POST", "/admin/invitations", question);
}

export async function revokeServerInvitation(id: InvitationId): Promise<void> {
  await request<unknown>("DELETE", `/admin/invitations/${id}`);
}

/** Where the browser downloads everything from. */
export const downloadEverythingAddress = "/api/admin/export";
