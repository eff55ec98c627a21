import type { DocumentId, EpochId, MemberId, RunId } from "./ids.ts";
import type { Role, Shelf, ShownPerson } from "./member.ts";

/** What the server tells the page by socket, beside text and presence. One JSON object a news frame. */
export type News =
  | Welcome
  | { news: "titleChanged"; title: string; by: MemberId }
  /** A member chose another colour, `#rrggbb`; all that they wrote follows. */
  | { news: "colourChanged"; member: MemberId; color: string }
  /**
   * What this session may do has changed, by a new role or because the document moved to another shelf. Later writes beyond it are
   * refused and end the session. Whoever may read no more gets `refused` instead.
   */
  | { news: "accessChanged"; role: Role; shelf: Shelf; by: MemberId | null }
  /** The words of this session were refused; the socket closes after it with the same code. */
  | { news: "refused"; code: string; sentence: string };

/** The first news on a socket. `headSeq` is the log's head when the session joined. */
export interface Welcome {
  news: "welcome";
  documentId: DocumentId;
  epoch: EpochId;
  run: RunId;
  headSeq: number;
  schema: number;
  title: string;
  shelf: Shelf;
  member: ShownPerson & { role: Role; color: string };
}
