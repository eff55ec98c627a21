import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Progress } from "../ui/Progress.tsx";

const lines = ["58%", "100%", "94%", "97%", "41%", "100%", "88%"];

/** The shape of a document page while it is on its way; nothing in it can be typed into. */
export function DocumentSkeleton() {
  const { t } = useTranslation();
  return (
    <main className="document-skeleton" aria-busy>
      <Progress label={t("app.opening")} />
      <p className="visually-hidden" role="status">
        {t("app.opening")}
      </p>
      <div className="document-skeleton-bar" aria-hidden>
        <Skeleton width={28} height={28} animate={false} />
        <Skeleton width={180} height={14} animate={false} />
      </div>
      <div className="document-skeleton-paper" aria-hidden>
        {lines.map((width, index) => (
          <Skeleton key={width + String(index)} width={width} height={index === 0 ? 28 : 14} animate={false} />
        ))}
      </div>
    </main>
  );
}
