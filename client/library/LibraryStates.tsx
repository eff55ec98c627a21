import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { View } from "../../shared/library.ts";
import { EmptyView } from "./EmptyView.tsx";
import { ListFailed, LoadingList, StaleList } from "./listStates.tsx";
import type { NewDocumentProps } from "./NewDocument.tsx";
import type { ListNow } from "./useDocumentList.ts";
import type { SearchNow } from "./useSearchInLibrary.ts";

export interface LibraryStatesProps {
  view: View;
  list: ListNow;
  search: SearchNow;
  /** What is searched for. */
  text: string;
  onClear: () => void;
  create: NewDocumentProps;
}

/** What is to be said beside the rows or instead of them: that they are on their way, did not come, are old, or are none. */
export function LibraryStates({ view, list, search, text, onClear, create }: LibraryStatesProps) {
  const { t } = useTranslation();
  switch (search.is) {
    case "searching":
      return <LoadingList label={t("library.search.searching")} />;
    case "failed":
      return <ListFailed what="search" failure={search.failure} onAgain={search.askAgain} />;
    case "found":
      return (
        <>
          {!search.isComplete && (
            <div className="library-strip" data-tone="amber" role="status">
              <span>{t("library.search.incomplete")}</span>
            </div>
          )}
          {search.results.length === 0 && search.isCurrent && (
            <NothingFound view={view} text={text} onClear={onClear} />
          )}
        </>
      );
    case "off":
      return <ListStates view={view} list={list} create={create} />;
    default:
      return search satisfies never;
  }
}

function ListStates({ view, list, create }: Pick<LibraryStatesProps, "view" | "list" | "create">) {
  const { t } = useTranslation();
  const { documents, trouble, at, askAgain } = list;
  if (documents === undefined) {
    return trouble === null ? (
      <LoadingList label={t("library.loading")} />
    ) : (
      <ListFailed what="list" failure={trouble} onAgain={askAgain} />
    );
  }
  return (
    <>
      {trouble !== null && <StaleList failure={trouble} at={at} onAgain={askAgain} />}
      {documents.length === 0 && <EmptyView view={view} {...create} />}
    </>
  );
}

/** The archive is part of everything, so from there the way leads nowhere further than back to the list. */
function NothingFound({ view, text, onClear }: { view: View; text: string; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="notice">
      <p>{t(view === "all" ? "library.noMatch" : "library.noMatchHere", { text })}</p>
      <div className="notice-ways">
        {view !== "all" && (
          <Button component={Link} href="/">
            {t("library.search.everywhere")}
          </Button>
        )}
        <Button variant="default" onClick={onClear}>
          {t("library.clear")}
        </Button>
      </div>
    </div>
  );
}
