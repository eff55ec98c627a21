import { Tooltip } from "@mantine/core";
import { IconMessagePlus } from "@tabler/icons-react";
import { memo, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatLine, Passage } from "../../shared/chat.ts";
import { drawnColour } from "../../shared/colour.ts";
import type { MemberId } from "../../shared/ids.ts";
import { type Colour, memberColour } from "../ui/memberColour.ts";
import { LineWords } from "./LineWords.tsx";
import { PassageChip } from "./PassageChip.tsx";

export interface ChatLineViewProps {
  line: ChatLine;
  /** It follows another of the same author closely: who and when stand above that one. */
  isContinued: boolean;
  me: MemberId;
  colourOf: (member: MemberId) => Colour | undefined;
  showPassage: ((passage: Passage) => boolean) | null;
  /** Whether Tab reaches what can be done with this line; arrow keys reach the others. */
  isStop: boolean;
}

/** One line, by whom, when, and what can be done with it. */
export const ChatLineView = memo(function ChatLineView(props: ChatLineViewProps) {
  const { line, isContinued, me, colourOf, showPassage, isStop } = props;
  const { t } = useTranslation();
  const { by, text, mentions, passage } = line;
  const isMine = by.member === me;
  const name = isMine ? t("chat.you") : by.name;
  return (
    // Not reached by Tab; a tap on it shows what can be done with it.
    <div
      className="chat-line"
      tabIndex={-1}
      data-continued={isContinued || undefined}
      data-mentioned={mentions.some(({ member }) => member === me) || undefined}
      {...memberColour(colourOf(by.member) ?? drawnColour(by.color))}
    >
      {isContinued ? (
        <span className="visually-hidden">{t("chat.saidBy", { name })} </span>
      ) : (
        <By line={line} name={name} />
      )}
      {passage !== null && <PassageChip passage={passage} show={showPassage} />}
      <p className="chat-text" dir="auto">
        <LineWords text={text} mentions={mentions} me={me} colourOf={colourOf} />
      </p>
      <KeepDoor isStop={isStop} />
    </div>
  );
});

function By({ line: { at }, name }: { line: ChatLine; name: string }): ReactNode {
  const { i18n } = useTranslation();
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "short" }).format(at);
  return (
    <p className="chat-by">
      <bdi className="chat-name">{name}</bdi>{" "}
      <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString(i18n.language)}>
        {time}
      </time>
    </p>
  );
}

/** The one way from a talk to something that is kept. It opens once there are comments; until then it says so. */
function KeepDoor({ isStop }: { isStop: boolean }) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Tooltip label={`${t("chat.keep")}. ${t("chat.keepNotYet")}`} multiline w={240} position="left">
        <button
          type="button"
          className="bare-button chat-keep"
          aria-label={`${t("chat.keep")}. ${t("chat.keepNotYet")}`}
          aria-disabled
          tabIndex={isStop ? 0 : -1}
          onClick={() => setAsked(true)}
          onBlur={() => setAsked(false)}
        >
          <IconMessagePlus size={16} stroke={1.75} aria-hidden />
        </button>
      </Tooltip>
      {isAsked && (
        <p className="chat-keep-reason" aria-hidden ref={bringIntoLog}>
          {t("chat.keepNotYet")}
        </p>
      )}
    </>
  );
}

/** Below the last line there would be nothing to be seen of it. The page itself stays where it is. */
function bringIntoLog(reason: HTMLElement | null): void {
  const log = reason?.closest(".chat-log");
  if (!reason || !log) return;
  const below = reason.getBoundingClientRect().bottom - log.getBoundingClientRect().bottom;
  if (below > 0) log.scrollTop += below + 4;
}
