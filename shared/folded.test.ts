import { expect, test } from "vitest";
import { folded } from "./folded.ts";

test("accents and capitals make no difference, whichever way they were typed", () => {
  expect(folded("René MÜLLER")).toBe("rene muller");
  expect(folded("Rene\u0301")).toBe(folded("ren\u00e9"));
});
