import { Skeleton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Progress } from "../ui/Progress.tsx";
import type { Trouble } from "./connectionState.ts";
import type { PageState } from "./useConnection.ts";

const lines = [100, 94, 97, 41, 99, 88];
const slowAfterMs = 4000;

/** The shape of the paper until the document is there: nothing that could be typed into and lost. */
export function Opening({ state: { status } }: { state: PageState }) {
  const { t } = useTranslation();
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, []);
  const trouble = status.is === "opening" ? status.trouble : null;

  return (
    <div className="opening" aria-busy>
      <Progress label={t("app.opening")} />
      <p className="opening-sentence" role="status">
        {(isSlow || trouble !== null) && t(`document.opening.${openingSentence(trouble)}`)}
      </p>
      <div className="paper opening-paper" aria-hidden>
        <Skeleton width="58%" height={28} animate={false} />
        {lines.map((width) => (
          <Skeleton key={width} width={`${width}%`} height={14} animate={false} />
        ))}
      </div>
    </div>
  );
}

/** Which sentence of the catalogue says why the document is not here yet. */
export function openingSentence(trouble: Trouble | null): "slow" | "unreachable" | "busy" | "storage-failed" {
  switch (trouble) {
    case null:
      return "slow";
    case "unreachable":
    case "restarting":
      return "unreachable";
    case "storage-failed":
      return "storage-failed";
    default:
      return "busy";
  }
}
