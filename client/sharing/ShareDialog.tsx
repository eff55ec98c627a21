import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { DocumentSummary } from "../../shared/api.ts";
import type { DocumentId } from "../../shared/ids.ts";
import { can } from "../../shared/member.ts";
import { documentQuery } from "../api/documentQuery.ts";
import { failureSentence } from "../api/failure.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import { AddPeople } from "./AddPeople.tsx";
import { Invitations } from "./Invitations.tsx";
import { LinkStatement, Links } from "./Links.tsx";
import { People } from "./People.tsx";
import { useSharing } from "./useSharing.ts";
import { WhoHasAccess } from "./WhoHasAccess.tsx";
import "./sharing.css";

export interface ShareDialogProps {
  documentId: DocumentId;
  opened: boolean;
  onClose: () => void;
  /** The person has left the document, and can see it no more. */
  onLeft?: () => void;
}

/** Who may do what with a document, and how that changes. Who may not share it sees who has access, and may leave. */
export function ShareDialog({ documentId, opened, onClose, onLeft }: ShareDialogProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { data } = useQuery({ ...documentQuery(documentId), enabled: opened });
  const mayShare = data !== undefined && can(data.role, "share", data.shelf);
  const named = { title: data?.title || t("document.untitled") };
  const title = data === undefined ? t("sharing.title") : t(mayShare ? "sharing.titleOf" : "sharing.whoTitle", named);
  const content = (
    <Content
      documentId={documentId}
      left={() => {
        onClose();
        onLeft?.();
      }}
    />
  );
  const frame = { opened, onClose, title, closeLabel: t("ui.close") };
  return narrow ? (
    <Sheet {...frame}>{content}</Sheet>
  ) : (
    <Dialog {...frame} size={560}>
      {content}
    </Dialog>
  );
}

interface ContentProps {
  documentId: DocumentId;
  left: () => void;
}

function Content({ documentId, left }: ContentProps) {
  const document = useQuery({ ...documentQuery(documentId), refetchOnMount: "always" });
  if (document.isError) return <Failed why={document.error} again={() => void document.refetch()} />;
  if (document.isPending) return <Waiting />;
  const { role, shelf } = document.data;
  return can(role, "share", shelf) ? (
    <Sharing document={document.data} left={left} />
  ) : (
    <WhoHasAccess document={document.data} left={left} />
  );
}

function Sharing({ document: { id }, left }: { document: DocumentSummary; left: () => void }) {
  const sharing = useSharing(id);
  if (sharing.isError && sharing.data === undefined) {
    return <Failed why={sharing.error} again={() => void sharing.refetch()} />;
  }
  if (sharing.data === undefined) return <Waiting />;
  const parts = { documentId: id, sharing: sharing.data };
  return (
    <div className="share">
      <LinkStatement {...parts} />
      <AddPeople {...parts} />
      <People {...parts} left={left} />
      <Invitations {...parts} />
      <Links {...parts} />
    </div>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className="share" role="status" aria-label={t("sharing.loading")}>
      {[62, 48, 55].map((width) => (
        <div key={width} className="share-person" aria-hidden>
          <Skeleton circle height={28} animate={false} />
          <Skeleton width={`${width}%`} height={14} animate={false} />
        </div>
      ))}
    </div>
  );
}

function Failed({ why, again }: { why: unknown; again: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="share" role="alert">
      <p className="share-complaint">{t("sharing.failed", { why: failureSentence(t, why) })}</p>
      <Button variant="default" onClick={again}>
        {t("app.again")}
      </Button>
    </div>
  );
}
