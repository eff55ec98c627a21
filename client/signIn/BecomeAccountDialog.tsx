import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { createAccount } from "../api/accounts.ts";
import { announce } from "../ui/Announcer.tsx";
import { Dialog, DialogWays } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { EmailAndNewPassword } from "./AccountForm.tsx";
import { complaintAboutEmail, complaintAboutName, complaintAboutNewPassword } from "./credentials.ts";
import { useWayIn } from "./useWayIn.ts";
import "./signIn.css";

interface BecomeAccountDialogProps {
  opened: boolean;
  onClose: () => void;
  /** The name of the guest, kept unless they change it. */
  name: string;
}

/** A guest becomes an account in place: the same member, with the same documents, words and colours. */
export function BecomeAccountDialog({ opened, onClose, name }: BecomeAccountDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("signIn.become.title")}>
      <BecomeAccountForm before={name} onClose={onClose} />
    </Dialog>
  );
}

function BecomeAccountForm({ before, onClose }: { before: string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(before);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const way = useWayIn({
    way: "account",
    fields: ["name", "email", "password"],
    blamed: "password",
    emailField: "email",
    ask: () => createAccount({ name, email, password }),
    onEntered() {
      announce(t("signIn.become.done"));
      onClose();
      // Lists may show the name, and who looks after the server may do more.
      void client.invalidateQueries();
    },
  });

  return (
    <form
      ref={way.form}
      className="become-account"
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        way.submit({
          name: complaintAboutName(t, name),
          email: complaintAboutEmail(t, email),
          password: complaintAboutNewPassword(t, password),
        });
      }}
    >
      <p>{t("signIn.become.sentence")}</p>
      <Field
        label={t("signIn.name")}
        name="name"
        autoComplete="name"
        autoCapitalize="words"
        spellCheck={false}
        value={name}
        onText={(text) => {
          setName(text);
          way.forget("name");
        }}
        complaint={way.complaints.name}
      />
      <EmailAndNewPassword
        {...{ email, setEmail, password, setPassword }}
        complaints={way.complaints}
        forget={way.forget}
        takesKeyboard
      />
      <p className="become-account-other">
        <Link href="/sign-in" onClick={onClose}>
          {t("signIn.become.other")}
        </Link>
      </p>
      <DialogWays>
        <Button variant="default" onClick={onClose}>
          {t("signIn.become.cancel")}
        </Button>
        <Button type="submit" loading={way.isBusy}>
          {t("signIn.account.go")}
        </Button>
      </DialogWays>
    </form>
  );
}
