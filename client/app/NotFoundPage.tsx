import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useFocusOnArrival } from "../ui/useFocusOnArrival.ts";
import { usePageTitle } from "../ui/usePageTitle.ts";

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(`${t("app.notFound.title")} · ${t("app.name")}`);
  const main = useRef<HTMLElement>(null);
  useFocusOnArrival(main);
  return (
    <main className="notice" id="content" tabIndex={-1} ref={main}>
      <h1>{t("app.notFound.title")}</h1>
      <p>{t("app.notFound.sentence")}</p>
      <div className="notice-ways">
        <Link className="plain-button" href="/">
          {t("app.back")}
        </Link>
      </div>
    </main>
  );
}
