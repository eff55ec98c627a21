import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

export interface DocumentListProps {
  label: string;
  shown: number;
  total: number;
  hasMore: boolean;
  /** Whether the next rows come without being asked for, which would never end while the server does not answer. */
  loadsByItself: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
  /** The rows. */
  children: ReactNode;
}

/** Rows, and the next ones as soon as their end comes into sight. The button does the same for those who do not scroll. */
export function DocumentList(props: DocumentListProps) {
  const { label, shown, total, hasMore, loadsByItself, isLoadingMore, onMore, children } = props;
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  // Watched anew after each page: a short one may leave the end in sight, which is no news to the observer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!hasMore || !loadsByItself || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) more.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasMore, loadsByItself, shown, isLoadingMore]);
  return (
    <>
      <ul className="rows" aria-label={label} aria-busy={isLoadingMore || undefined}>
        {children}
      </ul>
      <div className="rows-end" ref={end}>
        {hasMore && (
          <Button variant="default" onClick={onMore} loading={isLoadingMore}>
            {t("library.loadMore", { shown, total })}
          </Button>
        )}
        <span className="visually-hidden" role="status">
          {isLoadingMore
            ? t("library.loadingMore")
            : shown > 0 && total > shown && t("library.loaded", { shown, total })}
        </span>
      </div>
    </>
  );
}
