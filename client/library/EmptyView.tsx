import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { type Template, trashDays, type View } from "../../shared/library.ts";
import { NewDocument } from "./NewDocument.tsx";

export interface EmptyViewProps {
  view: View;
  busy: boolean;
  onCreate: (template: Template | null) => void;
}

/** A view without documents: what would stand here, and the way to it. */
export function EmptyView({ view, busy, onCreate }: EmptyViewProps) {
  const { t } = useTranslation();
  const canCreate = view === "all" || view === "mine";
  return (
    <div className="notice">
      <p>{t(`library.empty.${view}`, { count: trashDays })}</p>
      <div className="notice-ways">
        {canCreate ? (
          <NewDocument busy={busy} onCreate={onCreate} />
        ) : (
          <Button component={Link} href="/" variant="default">
            {t("library.showAll")}
          </Button>
        )}
      </div>
    </div>
  );
}
