import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DocumentId } from "../../shared/ids.ts";
import { useMe } from "../api/queries.ts";
import { PageBar } from "../ui/PageBar.tsx";
import { AsSomebodyElse } from "./AsSomebodyElse.tsx";
import type { Connection } from "./connection.ts";
import { sentenceOfEnd } from "./endSentences.ts";
import { GoOnAs } from "./GoOnAs.tsx";
import { SignInAgain } from "./SignInAgain.tsx";
import type { PageState } from "./useConnection.ts";
import { useLastEmail } from "./useLastEmail.ts";

interface NoDocumentProps {
  id: DocumentId;
  /** The person's own menu: who one is here may be why. */
  menu: ReactNode;
  state: PageState;
  connection: Connection;
}

/** The server said no before there was anything to show. */
export function NoDocument({ id, menu, state, connection }: NoDocumentProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const me = useMe();
  const email = useLastEmail();
  const code = state.status.is === "refused" ? state.status.code : null;
  return (
    <>
      <PageBar name={t("app.name")} homeLabel={t("app.back")}>
        {menu}
      </PageBar>
      <main className="notice" id="content" tabIndex={-1}>
        <h1>{t(code === "not-found" ? "document.noDocument.title" : "document.cannotOpen.title")}</h1>
        <p>{code === "not-found" ? t("document.noDocument.sentence") : sentenceOfEnd(t, state)}</p>
        {code === "not-found" && me !== null && <p>{t("document.noDocument.asWhom", { name: me.member.name })}</p>}
        <div className="notice-ways">
          {code === "not-logged-in" && (
            <Button onClick={() => setAsking(true)}>{t("document.signInAgain.title")}</Button>
          )}
          {code === "somebody-else" && <GoOnAs before={null} goOn={connection.retry} />}
          <Button component={Link} href="/" variant={code === "not-logged-in" ? "default" : "filled"}>
            {t("document.back")}
          </Button>
          {code === "not-found" && <AsSomebodyElse id={id} />}
        </div>
        <SignInAgain
          opened={asking}
          close={() => setAsking(false)}
          before={{ name: "", email }}
          done={connection.retry}
        />
      </main>
    </>
  );
}
