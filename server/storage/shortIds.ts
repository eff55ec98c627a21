import type { Entry } from "./updateLog.ts";

/** A few writers make most of what lies together; the ids of more than these stay as they are. */
const mostIds = 64;

/** Ids of members and sessions as one character each: whole, they would be a third of a keystroke's record in memory. */
export class ShortIds {
  #ids: string[] = [];

  /** The same entry with short ids, which `whole` of this object alone understands. */
  shorten(entry: Entry): Entry {
    const { seq, at, madeAt, by, via, session, kind, update, lineage } = entry;
    return {
      seq,
      at,
      madeAt,
      by: by && this.#shortOf(by),
      via: via && this.#shortOf(via),
      session: session && this.#shortOf(session),
      kind,
      update,
      lineage,
    };
  }

  whole(entry: Entry): Entry {
    entry.by &&= this.#wholeOf(entry.by);
    entry.via &&= this.#wholeOf(entry.via);
    entry.session &&= this.#wholeOf(entry.session);
    return entry;
  }

  /** To be called when nothing is kept any more of what was shortened. */
  clear(): void {
    this.#ids.length = 0;
  }

  #shortOf<Id extends string>(id: Id): Id {
    let index = this.#ids.indexOf(id);
    if (index === -1) {
      if (this.#ids.length === mostIds) return id;
      index = this.#ids.push(id) - 1;
    }
    return String.fromCharCode(index) as Id;
  }

  #wholeOf<Id extends string>(id: Id): Id {
    return id.length === 1 ? (this.#ids[id.charCodeAt(0)] as Id) : id;
  }
}
