import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChangePerson, LinkToCopy, PeopleList, Person } from "../../shared/accountsApi.ts";
import type { MemberId } from "../../shared/ids.ts";
import { peopleQuery } from "../api/accountQueries.ts";
import { changePerson, makeResetLink } from "../api/admin.ts";
import { failureSentence } from "../api/failure.ts";
import { announce } from "../ui/Announcer.tsx";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";
import { Field } from "../ui/Field.tsx";
import { SettingsSection } from "../ui/SettingsSection.tsx";
import { findPeople } from "./findPeople.ts";
import { PersonRow } from "./PersonRow.tsx";
import { ResetLinkDialog } from "./ResetLinkDialog.tsx";
import "./admin.css";

/** More are a matter for the search. */
const mostShown = 100;

/** Everybody who can sign in here, newest first. */
export function PeopleSection({ me }: { me: MemberId }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const people = useQuery(peopleQuery);
  const [text, setText] = useState("");
  const [suspending, setSuspending] = useState<Person | null>(null);
  const [handed, setHanded] = useState<{ person: Person; link: LinkToCopy } | null>(null);

  const changing = useMutation({
    mutationFn: ({ person, change }: { person: Person; change: ChangePerson }) => changePerson(person.id, change),
    onSuccess(changed) {
      client.setQueryData(
        peopleQuery.queryKey,
        (known: PeopleList | undefined) =>
          known && { people: known.people.map((person) => (person.id === changed.id ? changed : person)) },
      );
      setSuspending(null);
      announce(t("admin.people.changed", { name: changed.name }));
    },
  });
  const linking = useMutation({
    mutationFn: (person: Person) => makeResetLink(person.id),
    onSuccess: (link, person) => setHanded({ person, link }),
  });

  const all = people.data?.people ?? [];
  const found = findPeople(all, text);
  const failure = people.error ?? linking.error ?? (suspending === null ? changing.error : null);
  return (
    <SettingsSection title={t("admin.people.title")} lead={whoIsHere(t, all)}>
      <Field
        label={t("admin.people.search")}
        type="search"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onText={setText}
      />
      {failure && (
        <p className="settings-complaint" role="alert">
          {failureSentence(t, failure)}
        </p>
      )}
      <ul className="settings-list admin-people">
        {found.slice(0, mostShown).map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            isMe={person.id === me}
            isBusy={changing.isPending || linking.isPending}
            suspend={() => {
              changing.reset();
              setSuspending(person);
            }}
            change={(change) => changing.mutate({ person, change })}
            makeLink={() => linking.mutate(person)}
          />
        ))}
      </ul>
      <p className="settings-lead" role="status">
        {people.isSuccess && found.length === 0 && t("admin.people.none")}
        {found.length > mostShown && t("admin.people.more", { count: found.length - mostShown })}
      </p>
      <ConfirmDialog
        opened={suspending !== null}
        title={t("admin.suspend.title", { name: suspending?.name })}
        confirmLabel={t("admin.suspend.go")}
        cancelLabel={t("admin.suspend.cancel")}
        tone="red"
        busy={changing.isPending}
        failure={suspending !== null && changing.error ? failureSentence(t, changing.error) : undefined}
        onConfirm={() => suspending && changing.mutate({ person: suspending, change: { suspended: true } })}
        onCancel={() => setSuspending(null)}
      >
        {t(suspending?.email === null ? "admin.suspend.guestSentence" : "admin.suspend.sentence", {
          name: suspending?.name,
        })}
      </ConfirmDialog>
      <ResetLinkDialog handed={handed} onClose={() => setHanded(null)} />
    </SettingsSection>
  );
}

/** "3 accounts · 12 guests · 1 suspended"; of guests and suspended people only where there are some. */
function whoIsHere(t: TFunction, people: readonly Person[]): string {
  const isSuspended = ({ suspendedAt }: Person) => suspendedAt !== null;
  const active = people.filter((person) => !isSuspended(person));
  const guests = active.filter(({ email }) => email === null).length;
  const suspended = people.length - active.length;
  return [
    t("admin.people.accounts", { count: active.length - guests }),
    ...(guests > 0 ? [t("admin.people.guests", { count: guests })] : []),
    ...(suspended > 0 ? [t("admin.people.suspendedCount", { count: suspended })] : []),
  ].join(" · ");
}
