import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { maxNameLength, parseName } from "../../shared/member.ts";
import { signInAsGuest } from "../api/accounts.ts";
import { failureSentence } from "../api/failure.ts";
import { meQuery } from "../api/queries.ts";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";
import "./signIn.css";

/** Asks for a name and nothing else. The address stays, so who signs in lands where they wanted to go. */
export function SignInPage() {
  const { t } = useTranslation();
  usePageTitle(`${t("signIn.pageTitle")} · ${t("app.name")}`);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useFocusOnArrival(field);
  const [name, setName] = useState("");
  const [complaint, setComplaint] = useState<string | null>(null);
  const client = useQueryClient();
  const signIn = useMutation({
    mutationFn: signInAsGuest,
    onSuccess: (me) => client.setQueryData(meQuery.queryKey, me),
    onError: (failure) => complain(failureSentence(t, failure)),
  });

  function complain(sentence: string): void {
    setComplaint(sentence);
    field.current?.focus();
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (signIn.isPending) return;
    if (parseName(name) !== null) signIn.mutate({ name });
    else complain(name.trim() === "" ? t("signIn.empty") : t("signIn.tooLong", { count: maxNameLength }));
  }

  return (
    <main className="sign-in" id="content" tabIndex={-1}>
      <p className="wordmark">{t("app.name")}</p>
      {/* The method keeps a name out of the address if the script fails halfway. */}
      <form className="sign-in-form" method="post" noValidate onSubmit={submit}>
        <h1>
          <label htmlFor={`${id}name`}>{t("signIn.question")}</label>
        </h1>
        <input
          ref={field}
          id={`${id}name`}
          name="name"
          type="text"
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setComplaint(null);
          }}
          placeholder={t("signIn.name")}
          autoComplete="nickname"
          autoCapitalize="words"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          // biome-ignore lint/a11y/noAutofocus: the page holds this one field and its question labels it
          autoFocus
          aria-invalid={complaint !== null}
          aria-describedby={`${id}hint`}
        />
        <p id={`${id}hint`} className="sign-in-hint" data-wrong={complaint !== null || undefined} aria-live="polite">
          {complaint ?? t("signIn.hint")}
        </p>
        <button type="submit" className="plain-button" aria-disabled={signIn.isPending}>
          {t("signIn.go")}
        </button>
      </form>
    </main>
  );
}
