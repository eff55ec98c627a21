import { expect, test } from "vitest";
import { readLinkAddress } from "./linkAddress.ts";

test.each([
  ["https://example.org/a", "https://example.org/a"],
  [" example.org/page ", "https://example.org/page"],
  ["localhost.test:3000/x", "https://localhost.test:3000/x"],
  ["ana@example.org", "mailto:ana@example.org"],
  ["mailto:ana@example.org", "mailto:ana@example.org"],
  ["tel:+4930123", "tel:+4930123"],
  ["/d/abc", "/d/abc"],
  ["#part", "#part"],
])("%j is the address %j", (typed, href) => {
  expect(readLinkAddress(typed)).toBe(href);
});

test.each(["", "  ", "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "two words"])(
  "%j is no address",
  (typed) => {
    expect(readLinkAddress(typed)).toBeNull();
  },
);
