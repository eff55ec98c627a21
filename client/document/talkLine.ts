import * as decoding from "lib0/decoding";
import type { ChatAsk, ChatNews } from "../../shared/chat.ts";
import { talkFrame } from "../../shared/frames.ts";

/** The part of a document's socket that carries what is said beside the text. */
export interface TalkLine {
  /** False when nothing can be sent now. True is no promise: only the server's answer says that something was heard. */
  say(ask: ChatAsk): boolean;
  /** What is heard while nobody listens is gone. */
  listen(listener: (news: ChatNews) => void): void;
}

export function openTalkLine(send: (frame: Uint8Array) => boolean): TalkLine & { read(body: decoding.Decoder): void } {
  let hear: ((news: ChatNews) => void) | null = null;
  return {
    say: (ask) => send(talkFrame(JSON.stringify(ask))),
    listen(listener) {
      hear = listener;
    },
    read: (body) => hear?.(JSON.parse(decoding.readVarString(body)) as ChatNews),
  };
}
