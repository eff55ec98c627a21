import fc from "fast-check";
import { expect, test } from "vitest";
import { FormTree } from "./formTree.ts";
import { slipsBetween } from "./question.ts";

test("the tree finds every form within so many slips, and no other", () => {
  const form = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 1, maxLength: 9 });
  const most = fc.constantFrom(1 as const, 2 as const);
  fc.assert(
    fc.property(fc.uniqueArray(form, { maxLength: 60 }), form, most, (forms, sought, most) => {
      const tree = new FormTree<string>();
      for (const form of forms) tree.set(form, form);
      const expected = forms.flatMap((form) => {
        const slips = slipsBetween(sought, form, most);
        return slips === null ? [] : [[form, slips] as const];
      });
      expect([...tree.near(sought, most)].sort()).toEqual(expected.sort());
    }),
    { seed: 3, numRuns: 500 },
  );
});
