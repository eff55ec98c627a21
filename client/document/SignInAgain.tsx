import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, type SyntheticEvent, useEffect, useEffectEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accountsApi.ts";
import { maxNameLength, parseName } from "../../shared/member.ts";
import { signInAsGuest, signInWithPassword } from "../api/accounts.ts";
import { failureSentence } from "../api/failure.ts";
import { meQuery } from "../api/queries.ts";
import { Dialog, DialogWays } from "../ui/Dialog.tsx";

interface SignInAgainProps {
  opened: boolean;
  close: () => void;
  /** Under which name this page was opened, and the account's address; null for a guest. */
  before: { name: string; email: string | null };
  done: () => void;
}

/**
 * Asks who is there on top of the document, so that words which only this page holds survive a login that ended. An account comes back as
 * itself; a guest comes back as somebody new, whom the document may not know.
 */
export function SignInAgain({ opened, close, before, done }: SignInAgainProps) {
  const { t } = useTranslation();
  const form = { close, done };
  return (
    <Dialog opened={opened} onClose={close} title={t("document.signInAgain.title")}>
      {before.email === null ? (
        <GuestForm before={before.name} {...form} />
      ) : (
        <AccountForm before={before.email} {...form} />
      )}
    </Dialog>
  );
}

type FormProps = { before: string } & Pick<SignInAgainProps, "close" | "done">;

function GuestForm({ before, close, done }: FormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(before);
  const [isWrong, setIsWrong] = useState(false);
  const signIn = useSigningIn(() => signInAsGuest({ name }), close, done);
  const complaint = isWrong
    ? t(name.trim() === "" ? "signIn.empty" : "signIn.tooLong", { count: maxNameLength })
    : null;

  return (
    <Form
      sentence={t("document.signInAgain.sentence")}
      complaint={complaint ?? signIn.complaint}
      isPending={signIn.isPending}
      close={close}
      submit={() => (parseName(name) === null ? setIsWrong(true) : signIn.go())}
    >
      <Field
        label={t("signIn.name")}
        value={name}
        autoComplete="nickname"
        first
        isWrong={isWrong}
        type={(next) => {
          setName(next);
          setIsWrong(false);
        }}
      />
    </Form>
  );
}

function AccountForm({ before, close, done }: FormProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(before);
  const [password, setPassword] = useState("");
  const signIn = useSigningIn(() => signInWithPassword({ email, password }), close, done);
  useSignedInElsewhere(close, done);

  return (
    <Form
      sentence={t("document.signInAgain.sentenceAccount")}
      complaint={signIn.complaint}
      isPending={signIn.isPending}
      close={close}
      submit={signIn.go}
    >
      <Field label={t("signIn.email")} value={email} autoComplete="username" type={setEmail} />
      <Field
        label={t("signIn.passwordLabel")}
        value={password}
        autoComplete="current-password"
        isSecret
        first
        type={setPassword}
      />
      <p>
        <a href="/" target="_blank" rel="noreferrer">
          {t("document.signInAgain.otherWay")}
        </a>
      </p>
    </Form>
  );
}

interface FormFrameProps {
  sentence: string;
  complaint: string | null;
  isPending: boolean;
  close: () => void;
  submit: () => void;
  children: ReactNode;
}

function Form({ sentence, complaint, isPending, close, submit, children }: FormFrameProps) {
  const { t } = useTranslation();
  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    if (!isPending) submit();
  }
  return (
    <form className="sign-in-again" method="post" noValidate onSubmit={onSubmit}>
      <p>{sentence}</p>
      {children}
      <p className="sign-in-complaint" role="alert">
        {complaint}
      </p>
      <DialogWays>
        <Button variant="default" onClick={close}>
          {t("signIn.become.cancel")}
        </Button>
        <Button type="submit" loading={isPending}>
          {t("signIn.go")}
        </Button>
      </DialogWays>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  autoComplete: string;
  isSecret?: boolean;
  first?: boolean;
  isWrong?: boolean;
  type: (value: string) => void;
}

function Field({ label, value, autoComplete, isSecret = false, first = false, isWrong = false, type }: FieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={isSecret ? "password" : "text"}
        value={value}
        data-autofocus={first || undefined}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={isWrong || undefined}
        onChange={(event) => type(event.target.value)}
      />
    </>
  );
}

function useSigningIn(ask: () => Promise<Me>, close: () => void, done: () => void) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: ask,
    onSuccess(me) {
      queries.setQueryData(meQuery.queryKey, me);
      close();
      done();
    },
  });
  return {
    go: () => signIn.mutate(),
    isPending: signIn.isPending,
    complaint: signIn.error === null ? null : failureSentence(t, signIn.error),
  };
}

/** Another tab can sign in by a way that this dialog does not have; coming back from it is enough then. */
function useSignedInElsewhere(close: () => void, done: () => void): void {
  const { data, dataUpdatedAt } = useQuery({ ...meQuery, refetchOnWindowFocus: "always" });
  // What was known before is of the login that has ended.
  const [since] = useState(Date.now);
  const goOn = useEffectEvent(() => {
    close();
    done();
  });
  const isIn = dataUpdatedAt > since && data !== undefined && data !== null;
  useEffect(() => {
    if (isIn) goOn();
  }, [isIn]);
}
