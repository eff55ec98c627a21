import { expect, test } from "vitest";
import { localeFor } from "./locale.ts";

test("the first language of the browser that we speak is shown, with its region", () => {
  expect(localeFor(null, ["fr-FR", "de-AT", "en-US"])).toBe("de-AT");
  expect(localeFor(null, ["fr-FR"])).toBe("en-GB");
  expect(localeFor(null, [])).toBe("en-GB");
});

test("a chosen language wins and takes the region of the browser where there is one", () => {
  expect(localeFor("en", ["de-DE", "en-US"])).toBe("en-US");
  expect(localeFor("en", ["de-DE"])).toBe("en-GB");
});

test("what was kept is not trusted", () => {
  expect(localeFor("toString", ["de-DE"])).toBe("de-DE");
  expect(localeFor("xx", ["de_DE!", "de"])).toBe("de");
});
