import { expect, test } from "vitest";
import { type Role, roles, type Shelf, shelves } from "../../shared/member.ts";
import { waysWith } from "./waysWithDocument.ts";

const ways = (role: Role, shelf: Shelf, isStarred = false) => waysWith({ role, shelf, isStarred }).join(" ");

test("each role is offered on each shelf what it may do there, and nothing else", () => {
  const table = Object.fromEntries(
    shelves.map((shelf) => [shelf, Object.fromEntries(roles.map((role) => [role, ways(role, shelf)]))]),
  );
  expect(table).toEqual({
    library: {
      owner: "open rename star duplicate share download archive trash",
      editor: "open rename star duplicate leave",
      commenter: "open star duplicate leave",
      viewer: "open star duplicate leave",
    },
    archive: {
      owner: "open star duplicate share download reopen trash",
      editor: "open star duplicate leave",
      commenter: "open star duplicate leave",
      viewer: "open star duplicate leave",
    },
    trash: { owner: "open restore purge", editor: "", commenter: "", viewer: "" },
  });
});

test("a star that is there can be taken away", () => {
  expect(ways("viewer", "library", true)).toBe("open unstar duplicate leave");
});
