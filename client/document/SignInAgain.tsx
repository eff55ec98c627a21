import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { maxNameLength, parseName } from "../../shared/member.ts";
import { signInAsGuest } from "../api/accounts.ts";
import { failureSentence } from "../api/failure.ts";
import { meQuery } from "../api/queries.ts";
import { Dialog, DialogWays } from "../ui/Dialog.tsx";

interface SignInAgainProps {
  opened: boolean;
  close: () => void;
  /** The name that this page was opened under. */
  name: string;
  done: () => void;
}

/** Asks for a name on top of the document, so that words which only this page holds survive a login that ended. */
export function SignInAgain({ opened, close, name: before, done }: SignInAgainProps) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={close} title={t("document.signInAgain.title")}>
      <NameForm before={before} close={close} done={done} />
    </Dialog>
  );
}

function NameForm({ before, close, done }: { before: string; close: () => void; done: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const queries = useQueryClient();
  const [name, setName] = useState(before);
  const [isWrong, setIsWrong] = useState(false);
  const signIn = useMutation({
    mutationFn: signInAsGuest,
    onSuccess(me) {
      queries.setQueryData(meQuery.queryKey, me);
      close();
      done();
    },
  });

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (signIn.isPending) return;
    if (parseName(name) === null) setIsWrong(true);
    else signIn.mutate({ name });
  }

  const complaint = isWrong
    ? t(name.trim() === "" ? "signIn.empty" : "signIn.tooLong", { count: maxNameLength })
    : signIn.isError && failureSentence(t, signIn.error);
  return (
    <form className="sign-in-again" method="post" noValidate onSubmit={submit}>
      <p>{t("document.signInAgain.sentence")}</p>
      <label htmlFor={id}>{t("document.signInAgain.name")}</label>
      <input
        id={id}
        value={name}
        data-autofocus
        autoComplete="nickname"
        spellCheck={false}
        aria-invalid={isWrong || undefined}
        onChange={(event) => {
          setName(event.target.value);
          setIsWrong(false);
        }}
      />
      <p className="sign-in-complaint" role="alert">
        {complaint}
      </p>
      <DialogWays>
        <Button variant="default" onClick={close}>
          {t("document.signInAgain.cancel")}
        </Button>
        <Button type="submit" loading={signIn.isPending}>
          {t("document.signInAgain.go")}
        </Button>
      </DialogWays>
    </form>
  );
}
