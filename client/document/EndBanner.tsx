import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { DocumentId } from "../../shared/ids.ts";
import { sentAway } from "../../shared/refusal.ts";
import type { Connection } from "./connection.ts";
import { type ConnectionState, mayEnd } from "./connectionState.ts";
import { sentenceOfEnd, sentenceOfWords } from "./endSentences.ts";
import { GoOnAs } from "./GoOnAs.tsx";
import { KeepWords } from "./KeepWords.tsx";
import { keepAsNewDocument } from "./keepAsNewDocument.ts";
import { letGo } from "./openDocuments.ts";
import { SignInAgain } from "./SignInAgain.tsx";
import { TryAgain } from "./TryAgain.tsx";
import { useConnectionState } from "./useConnection.ts";
import { useLastEmail } from "./useLastEmail.ts";

interface EndBannerProps {
  id: DocumentId;
  connection: Connection;
  title: string;
}

/** Under the bar once this page no longer sends: what happened, what it means for the words, what can be done. */
export function EndBanner({ id, connection, title }: EndBannerProps) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const state = useConnectionState(connection);
  const [keeping, setKeeping] = useState(false);
  const [signingIn, setSigningIn] = useState(false);
  const email = useLastEmail();
  const { status, hasDocument, me } = state;
  if (status.is !== "refused" && status.is !== "readOnly") return null;
  const wordsKept = sentenceOfWords(t, state);
  const isLoginGone = status.is === "refused" && status.code === "not-logged-in";
  const isSomebodyElse = status.is === "refused" && status.code === "somebody-else";
  const mayMakeDocuments = !isLoginGone && !(status.is === "refused" && status.code === "suspended");

  async function keepAsDocument(): Promise<void> {
    const made = await keepAsNewDocument(connection.doc, t("document.keep.copyTitle", { title }));
    letGo(id);
    go(`/d/${made}`);
  }

  return (
    <div className="document-banner" data-tone="red" role="alert">
      <p>
        {sentenceOfEnd(t, state)} {wordsKept}
      </p>
      <div className="document-banner-ways">
        {isLoginGone && (
          <Button size="xs" onClick={() => setSigningIn(true)}>
            {t("document.signInAgain.title")}
          </Button>
        )}
        {!isLoginGone && !isSomebodyElse && status.is === "refused" && mayEnd(status.code) && (
          <TryAgain id={id} goOn={connection.retry} />
        )}
        {isSomebodyElse && <GoOnAs before={me?.id ?? null} goOn={connection.retry} />}
        {hasDocument && wordsKept !== null && (
          <Button
            size="xs"
            variant={isLoginGone || isSomebodyElse ? "default" : "filled"}
            onClick={() => setKeeping(true)}
          >
            {t("document.over.keep")}
          </Button>
        )}
        {reloadHelps(state) && (
          <Button size="xs" variant="default" onClick={() => location.reload()}>
            {t("app.reload")}
          </Button>
        )}
      </div>
      <KeepWords
        doc={connection.doc}
        title={title}
        opened={keeping}
        onClose={() => setKeeping(false)}
        keepAsDocument={mayMakeDocuments ? keepAsDocument : undefined}
      />
      <SignInAgain
        opened={signingIn}
        close={() => setSigningIn(false)}
        before={{ name: me?.name ?? "", email }}
        done={connection.retry}
      />
    </div>
  );
}

/** A fresh page helps where the page was the trouble, or may still read; not against a login or a document that is gone. */
function reloadHelps({ status }: ConnectionState): boolean {
  if (status.is !== "refused") return true;
  return !sentAway.has(status.code);
}
