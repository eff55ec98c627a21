/**
 * What a person decides, and nothing that changes with use: accounts, titles, members, roles. Small, held in memory, rewritten
 * whole and durably at each change.
 */
import type { MemberColour } from "../../shared/colour.ts";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import type { Role } from "../../shared/member.ts";

export interface CatalogMember {
  name: string;
  createdAt: number;
}

export interface CatalogDocument {
  title: string;
  createdAt: number;
  /** Null for a recovered document, whose catalog entry was lost. */
  createdBy: MemberId | null;
  /** True when reconciliation made this entry for a log that had none. */
  recovered?: true;
  members: Record<MemberId, { role: Role; color: MemberColour; since: number }>;
}

export interface CatalogData {
  version: 1;
  members: Record<MemberId, CatalogMember>;
  /** The login library's user id to our permanent member id. */
  memberOfAccount: Record<string, MemberId>;
  /** Rows of the login library by model (user, account). Login sessions are not here: they change with use. */
  accounts: Record<string, Record<string, unknown>[]>;
  documents: Record<DocumentId, CatalogDocument>;
}

export interface Catalog {
  /** The current data, to read. Never change it outside `change`. */
  readonly data: Readonly<CatalogData>;
  /**
   * Changes the data and makes it durable. `change` works on a copy, synchronously; when it throws or the write fails, nothing
   * has changed, for this process and the next, and the promise rejects. Only where the disk refuses to undo a failed write as well
   * may the next process find what was refused, unless another change or `close` could be written meanwhile. What was promised is there
   * in any case. Calls are written in order, those that wait together in one write.
   */
  change<T>(change: (data: CatalogData) => T): Promise<T>;
  /** Which generation was read at the start, and why when it was not the newest. */
  readonly openedFrom: { generation: 0 | 1 | 2 | "new"; problem: string | null };
  close(): Promise<void>;
}
