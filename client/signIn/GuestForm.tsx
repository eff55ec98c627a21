import { useState } from "react";
import { useTranslation } from "react-i18next";
import { signInAsGuest } from "../api/accounts.ts";
import { complaintAboutName } from "./credentials.ts";
import { useWayIn } from "./useWayIn.ts";
import { WayInForm } from "./WayInForm.tsx";

/** Asks for a name and nothing else. */
export function GuestForm({ onEntered }: { onEntered?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const way = useWayIn({
    way: "guest",
    fields: ["name"],
    blamed: "name",
    ask: () => signInAsGuest({ name }),
    onEntered,
  });
  const complaint = way.complaints.name ?? null;
  return (
    <WayInForm
      ref={way.form}
      title={<label htmlFor="sign-in-name">{t("signIn.question")}</label>}
      go={t("signIn.go")}
      isBusy={way.isBusy}
      onSubmit={() => way.submit({ name: complaintAboutName(t, name) })}
    >
      <input
        id="sign-in-name"
        className="sign-in-name"
        name="name"
        type="text"
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
          way.forget("name");
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
        aria-describedby="sign-in-name-hint"
      />
      <p
        id="sign-in-name-hint"
        className="sign-in-hint"
        data-wrong={complaint !== null || undefined}
        aria-live="polite"
      >
        {complaint ?? t("signIn.hint")}
      </p>
    </WayInForm>
  );
}
