import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { announce } from "../ui/Announcer.tsx";
import { Dialog, DialogWays } from "../ui/Dialog.tsx";
import { NewAccountFields } from "./NewAccountFields.tsx";
import { useNewAccount } from "./useNewAccount.ts";
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
  const [email, setEmail] = useState("");
  const account = useNewAccount({
    name: before,
    email,
    setEmail,
    onEntered() {
      announce(t("signIn.become.done"));
      onClose();
      // Lists may show the name, and whoever runs the server may do more.
      void client.invalidateQueries();
    },
  });

  return (
    <form
      ref={account.form}
      className="become-account"
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        account.submit();
      }}
    >
      <p>{t("signIn.become.sentence")}</p>
      <NewAccountFields account={account} email={{ "data-autofocus": true }} />
      <p className="become-account-other">
        <Link href="/sign-in" onClick={onClose}>
          {t("signIn.become.other")}
        </Link>
      </p>
      <DialogWays>
        <Button variant="default" onClick={onClose}>
          {t("signIn.become.cancel")}
        </Button>
        <Button type="submit" loading={account.isBusy}>
          {t("signIn.account.go")}
        </Button>
      </DialogWays>
    </form>
  );
}
