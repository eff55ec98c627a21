import { expect, test } from "vitest";
import { type DocumentId, type LinkId, type MemberId, makeId } from "../../shared/ids.ts";
import { createRandom } from "../simulation/random.ts";
import { createTime } from "../simulation/time.ts";
import type { CatalogDocument } from "../storage/catalog.ts";
import { watchLinkExpiry } from "./linkExpiry.ts";

const random = createRandom(3);
const hourMs = 60 * 60 * 1000;

function openWatch(endsInMs: (number | null)[]) {
  const time = createTime();
  const documents: Record<DocumentId, CatalogDocument> = {};
  const ended: DocumentId[] = [];
  const add = (ms: number | null): DocumentId => {
    const id = makeId<DocumentId>(random.bytes);
    const expiresAt = ms === null ? null : time.now() + ms;
    const link = { role: "viewer", tokenHash: "", by: makeId<MemberId>(random.bytes), at: 0, expiresAt } as const;
    documents[id] = {
      title: "",
      createdAt: 0,
      createdBy: null,
      members: {},
      links: { [makeId<LinkId>(random.bytes)]: link },
    };
    return id;
  };
  const ids = endsInMs.map(add);
  const watch = watchLinkExpiry({
    catalog: { data: { members: {}, documents } },
    accessChanged: (documentId) => ended.push(documentId),
    now: time.now,
    after: time.after,
  });
  return { time, ended, ids, add, watch };
}

test("each document is told of once, when its link runs out, also many days later", () => {
  const { time, ended, ids } = openWatch([30 * 24 * hourMs, 2_000, null, 1_000]);
  time.advance(999);
  expect(ended).toEqual([]);
  time.advance(1);
  expect(ended).toEqual([ids[3]]);
  time.advance(hourMs);
  expect(ended).toEqual([ids[3], ids[1]]);
  time.advance(31 * 24 * hourMs);
  expect(ended).toEqual([ids[3], ids[1], ids[0]]);
});

test("a link that is made later and ends sooner is not waited past", () => {
  const { time, ended, add, watch } = openWatch([hourMs]);
  const sooner = add(5_000);
  watch.linksChanged();
  time.advance(5_000);
  expect(ended).toEqual([sooner]);
});

test("a clock that was set back ends nothing early and misses nothing", () => {
  const { time, ended, ids } = openWatch([10_000]);
  time.setBack(60_000);
  time.advance(10_000);
  expect(ended).toEqual([]);
  time.advance(60_000 + hourMs);
  expect(ended).toEqual(ids);
});

test("after closing nothing is told any more", () => {
  const { time, ended, watch } = openWatch([1_000]);
  watch.close();
  watch.close();
  time.advance(hourMs);
  expect(ended).toEqual([]);
});
