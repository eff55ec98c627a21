import { Button } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentId } from "../../shared/ids.ts";
import { type Role, roles } from "../../shared/member.ts";
import type { ShareWith, Sharing } from "../../shared/sharingApi.ts";
import { shareWith } from "../api/sharing.ts";
import { looksLikeEmail } from "../signIn/credentials.ts";
import { announce } from "../ui/Announcer.tsx";
import { type FoundPerson, PersonField } from "./PersonField.tsx";
import { RoleSelect } from "./RoleSelect.tsx";
import { sharingFailure } from "./sharingFailure.ts";
import { useSharingChange } from "./useSharing.ts";

interface AddPeopleProps {
  documentId: DocumentId;
  sharing: Sharing;
}

/** Shares with somebody by name, or by an e-mail address; whoever has none here yet is invited. */
export function AddPeople({ documentId, sharing }: AddPeopleProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<FoundPerson | null>(null);
  const [role, setRole] = useState<Role>("editor");
  const [complaint, setComplaint] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const change = useSharingChange(documentId);

  function edit(next: string): void {
    setText(next);
    setPicked(null);
    setComplaint(null);
    setDone(null);
    change.reset();
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (change.isPending) return;
    const email = text.trim().toLowerCase();
    const who: ShareWith["who"] | null =
      picked !== null ? { member: picked.id } : looksLikeEmail(email) ? { email } : null;
    if (who === null) {
      setComplaint(t(email === "" ? "sharing.add.empty" : "sharing.add.pick"));
      return;
    }
    change.mutate(() => shareWith(documentId, { who, role }), {
      onSuccess(next) {
        edit("");
        const sentence = whatHappened(next, picked, email);
        setDone(sentence);
        announce(sentence);
      },
    });
  }

  function whatHappened(next: Sharing, person: FoundPerson | null, email: string): string {
    const invitation = person === null ? next.invitations.find((waiting) => waiting.email === email) : undefined;
    if (invitation !== undefined)
      return t(invitation.isSent ? "sharing.add.invited" : "sharing.add.invitedUnsent", { email });
    return t("sharing.add.added", { name: person?.name ?? email });
  }

  const failure = complaint ?? (change.error ? sharingFailure(t, change.error, "adding") : null);
  return (
    <form className="share-add" method="post" noValidate onSubmit={submit}>
      <PersonField
        text={text}
        complaint={failure}
        isKnown={(id) => sharing.members.some((member) => member.id === id)}
        onText={edit}
        onPick={(person) => {
          edit(person.name);
          setPicked(person);
        }}
      />
      <RoleSelect label={t("sharing.add.role")} value={role} offered={roles} onChange={setRole} />
      <Button type="submit" loading={change.isPending}>
        {t("sharing.add.go")}
      </Button>
      {done !== null && <p className="share-done">{done}</p>}
    </form>
  );
}
