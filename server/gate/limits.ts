import { maxNewStructs } from "../../shared/schema/structCount.ts";

/**
 * What one update may bring. Except for the two raw counts, everything is counted against the document's state: an honest
 * client that has nothing new still sends its whole delete set, thousands of ranges for a long-lived document.
 */
export interface GateLimits {
  maxUpdateBytes: number;
  /** Structs that the document does not have yet. */
  maxNewStructs: number;
  /** Ranges that delete something which still stands, or came with the same update. Where several people wrote, deleting all takes thousands. */
  maxNewDeleteRanges: number;
  /** Client ids under which nothing was ever written in this document. */
  maxNewClients: number;
  /** How many structs and ranges are read at all, known ones included. Bounds time and memory of decoding. */
  maxRawStructs: number;
  maxRawDeleteRanges: number;
  /** Steps that Yjs may need to find the places of new structs among what others wrote there; about a microsecond each. */
  maxConflictSteps: number;
  /** By how many places structs may be moved in Yjs' arrays to cut and merge items; about a nanosecond each. */
  maxMoved: number;
  /** The highest clock of a client. Other implementations of Yjs keep clocks in 32 bits. */
  maxClock: number;
}

export const defaultGateLimits: GateLimits = {
  maxUpdateBytes: 10 * 1024 * 1024,
  maxNewStructs,
  maxNewDeleteRanges: 50_000,
  maxNewClients: 64,
  maxRawStructs: 200_000,
  maxRawDeleteRanges: 200_000,
  maxConflictSteps: 400_000,
  maxMoved: 100_000_000,
  maxClock: 2 ** 31 - 1,
};
