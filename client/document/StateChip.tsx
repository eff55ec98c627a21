import { Button, Popover } from "@mantine/core";
import type { TFunction } from "i18next";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "../ui/Announcer.tsx";
import { Chip } from "../ui/Chip.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionState } from "./connectionState.ts";
import { sentenceOfEnd } from "./endSentences.ts";
import { openingSentence } from "./Opening.tsx";
import { type SaveState, toneOf } from "./saveState.ts";
import { useConnectionState, useOthers, useSaveState } from "./useConnection.ts";

/** Always there: where this person's words are, as far as it is known. A click explains, with times. */
export function StateChip({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const isNarrow = useNarrow();
  const saveState = useSaveState(connection);
  useAnnouncements(saveState);

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={320}
      trapFocus
      returnFocus
      // The roles would go to the wrapper of the button; they stand on the button and the panel themselves.
      withRoles={false}
      shadow="none"
      classNames={{ dropdown: "floating state-explained" }}
    >
      <Popover.Target>
        <span className="state-chip" data-says={saveState.says} data-tone={toneOf(saveState)}>
          <Chip
            tone={toneOf(saveState)}
            onClick={() => setOpened(!opened)}
            expanded={opened}
            label={isNarrow ? words(t, saveState) : undefined}
          >
            {isNarrow ? shortWords(t, saveState) : words(t, saveState)}
          </Chip>
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("document.explain.title")}>
        <Explanation connection={connection} saveState={saveState} close={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The words of the chip. Each count stands in a sentence of its own form. */
function words(t: TFunction, state: SaveState): string {
  switch (state.says) {
    case "opening":
    case "connecting":
    case "saving":
      return t(`document.state.${state.says}`);
    case "reading":
      return t(`document.readOnly.${state.because}.state`);
    case "saved":
      return state.sentTo > 0 ? t("document.state.sent", { count: state.sentTo }) : t("document.state.saved");
    case "slow":
      return t("document.state.slow", { count: state.unsaved });
    case "offline":
    case "unreachable":
    case "busy":
    case "storageFailing":
      return state.unsaved > 0
        ? t(`document.state.${state.says}With`, { count: state.unsaved })
        : t(`document.state.${state.says}`);
    case "refused":
    case "stopped":
      return state.unsaved > 0 ? t("document.state.overWith", { count: state.unsaved }) : t("document.state.over");
    default:
      return state satisfies never;
  }
}

/** The same for a narrow bar: the state in a word or two, and a number. The whole stands in the label and on a press. */
function shortWords(t: TFunction, state: SaveState): string {
  switch (state.says) {
    case "opening":
    case "connecting":
    case "saving":
      return t(`document.state.${state.says}`);
    case "reading":
      return t(`document.readOnly.${state.because}.short`);
    case "saved":
      return withCount(t("document.state.saved"), state.sentTo);
    case "slow":
    case "offline":
    case "unreachable":
    case "busy":
    case "storageFailing":
      return withCount(t(`document.short.${state.says}`), state.unsaved);
    case "refused":
    case "stopped":
      return state.unsaved > 0 ? withCount(t("document.short.overWith"), state.unsaved) : t("document.state.over");
    default:
      return state satisfies never;
  }
}

function withCount(words: string, count: number): string {
  return count > 0 ? `${words} · ${count}` : words;
}

interface ExplanationProps {
  connection: Connection;
  saveState: SaveState;
  close: () => void;
}

function Explanation({ connection, saveState, close }: ExplanationProps) {
  const { t, i18n } = useTranslation();
  const isNarrow = useNarrow();
  const state = useConnectionState(connection);
  const others = useOthers(connection);
  const { status, save } = state;
  const time = (at: number) => new Intl.DateTimeFormat(i18n.language, { timeStyle: "medium" }).format(at);

  return (
    <>
      {isNarrow && <p className="state-words">{words(t, saveState)}</p>}
      <p className="state-sentence" tabIndex={-1} data-autofocus>
        {explanation(t, saveState, state)}
      </p>
      {saveState.says === "saved" && (
        <p>
          {saveState.sentTo > 0
            ? t("document.explain.sent", { count: saveState.sentTo })
            : others.people === 0 && t("document.explain.alone")}
        </p>
      )}
      {save.unsaved > 0 && saveState.says !== "saving" && <p>{t("document.explain.keepOpen")}</p>}
      <ul className="state-facts">
        {save.unsaved > 0 && save.unsavedSince !== null && (
          <li>{t("document.explain.unsaved", { count: save.unsaved, time: time(save.unsavedSince) })}</li>
        )}
        {save.savedAt !== null && <li>{t("document.explain.lastSaved", { time: time(save.savedAt) })}</li>}
        {status.is === "away" && <li>{t("document.explain.since", { time: time(status.since) })}</li>}
      </ul>
      {(status.is === "away" || (status.is === "opening" && status.trouble !== null)) && (
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            connection.retry();
            close();
          }}
        >
          {t("document.tryNow")}
        </Button>
      )}
    </>
  );
}

function explanation(t: TFunction, saveState: SaveState, state: ConnectionState): string {
  const { status } = state;
  if (status.is === "opening" && status.trouble !== null)
    return t(`document.opening.${openingSentence(status.trouble)}`);
  switch (saveState.says) {
    case "refused":
    case "stopped":
      return sentenceOfEnd(t, state);
    case "reading":
      return t(`document.readOnly.${saveState.because}.explain`);
    default:
      return t(`document.explain.${saveState.says}`);
  }
}

type Mood = "calm" | "lost" | "storage" | null;

/** Tells listeners when trouble comes and when it is over, and nothing of the to and fro in between. */
function useAnnouncements(state: SaveState): void {
  const { t } = useTranslation();
  const mood = moodOf(state);
  const last = useRef<Mood>("calm");
  useEffect(() => {
    if (mood === null || mood === last.current) return;
    last.current = mood;
    announce(t(mood === "calm" ? "document.announce.back" : `document.announce.${mood}`));
  }, [mood, t]);
}

function moodOf({ says }: SaveState): Mood {
  switch (says) {
    case "saved":
    case "reading":
      return "calm";
    case "offline":
    case "unreachable":
    case "busy":
      return "lost";
    case "storageFailing":
      return "storage";
    default:
      // Either too short to tell, or told by the banner, which is read out by itself.
      return null;
  }
}
