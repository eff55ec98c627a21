import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createAccount } from "../api/accounts.ts";
import { complaintAboutEmail, complaintAboutName, complaintAboutNewPassword } from "./credentials.ts";
import { useWayIn } from "./useWayIn.ts";

interface NewAccountNeeds {
  /** The name to begin with. */
  name: string;
  /** The address is kept by the page, which takes it along from one way in to another. */
  email: string;
  setEmail: (email: string) => void;
  onEntered?: (() => void) | undefined;
}

export type NewAccount = ReturnType<typeof useNewAccount>;

/** Making an account: what it takes, what is wrong with that, and who we are once it is made. */
export function useNewAccount({ name: before, email, setEmail, onEntered }: NewAccountNeeds) {
  const { t } = useTranslation();
  const [name, setName] = useState(before);
  const [password, setPassword] = useState("");
  const { form, complaints, isBusy, forget, submit } = useWayIn({
    way: "account",
    fields: ["name", "email", "password"],
    blamed: "password",
    emailField: "email",
    ask: () => createAccount({ name, email, password }),
    onEntered,
  });
  return {
    form,
    complaints,
    isBusy,
    values: { name, email, password },
    edit(field: "name" | "email" | "password", text: string): void {
      ({ name: setName, email: setEmail, password: setPassword })[field](text);
      forget(field);
    },
    submit: () =>
      submit({
        name: complaintAboutName(t, name),
        email: complaintAboutEmail(t, email),
        password: complaintAboutNewPassword(t, password),
      }),
  };
}
