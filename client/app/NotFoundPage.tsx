import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { usePageTitle } from "../ui/usePageTitle.ts";

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(`${t("app.notFound.title")} · ${t("app.name")}`);
  return (
    <main className="notice" id="content" tabIndex={-1}>
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
