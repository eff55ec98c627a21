import { expect, test } from "vitest";
import { deviceOf, readDevice } from "./device.ts";

test.each([
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows"],
  [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/17 Mobile Safari/604",
    "Safari on iPhone",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Mobile Safari/537",
    "Chrome on Android",
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126 Safari/537",
    "Chrome on Linux",
  ],
  ["curl/8.0", ""],
  ["", ""],
])("%s is told as %s", (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});

test("what was kept is taken apart again, for languages that put it together otherwise", () => {
  expect(readDevice("Samsung Internet on Android")).toEqual({ browser: "Samsung Internet", system: "Android" });
  expect(readDevice("Firefox")).toEqual({ browser: "Firefox", system: null });
  expect(readDevice("iPad")).toEqual({ browser: null, system: "iPad" });
  for (const kept of ["", "Netscape on Amiga", null, 7]) {
    expect(readDevice(kept)).toEqual({ browser: null, system: null });
  }
});

test("nothing of what somebody wrote there is kept, however long", () => {
  expect(deviceOf(`<script>${"x".repeat(100_000)}</script> Firefox/1 Windows`)).toBe("Firefox on Windows");
});
