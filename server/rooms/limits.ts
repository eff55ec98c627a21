import { maxDocumentBytes } from "../../shared/document.ts";
import { defaultGateLimits, type GateLimits } from "../gate/limits.ts";
import { defaultTalkLimits, type TalkLimits } from "./talks.ts";

export interface RoomLimits {
  gate: GateLimits;
  /** For a page's answer to our question, which may bring a day's offline work, or a copy of a whole document, in one piece. */
  gateForAnswers: GateLimits;
  maxDocumentBytes: number;
  /** A room without sessions stays this long, so that a reload finds it warm. */
  unloadAfterMs: number;
  /** A socket with more than this waiting to leave gets nothing new until it has drained, then one update for all it missed. */
  lagBytes: number;
  /** A lagging socket from which nothing has left for so long is closed, to try again. */
  maxLagMs: number;
  /** How often a socket may answer "send me everything" with another gap before it is closed, to try again. */
  maxGaps: number;
  /** Open tabs of one member on one document. */
  maxSessionsPerMember: number;
  /** Entries after which an open room keeps a new checkpoint; more for a document of more than 1 MB. */
  checkpointEvery: number;
  talk: TalkLimits;
}

export const defaultRoomLimits: RoomLimits = {
  gate: defaultGateLimits,
  gateForAnswers: { ...defaultGateLimits, maxNewStructs: 200_000, maxNewDeleteRanges: 200_000 },
  maxDocumentBytes,
  unloadAfterMs: 60_000,
  lagBytes: 1024 * 1024,
  maxLagMs: 30_000,
  maxGaps: 3,
  maxSessionsPerMember: 40,
  checkpointEvery: 1_000,
  talk: defaultTalkLimits,
};
