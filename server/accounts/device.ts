import type { LoginOfMine } from "../../shared/accountsApi.ts";

/**
 * Names the device behind a user agent, such as "Firefox on Windows". Only this is kept of it: enough to know one's own browsers apart,
 * too little to know anybody by. Empty when there is nothing to tell.
 */
export function deviceOf(userAgent: string | undefined): string {
  if (userAgent === undefined) return "";
  const find = (known: readonly (readonly [RegExp, string])[]) => known.find(([sign]) => sign.test(userAgent))?.[1];
  return [find(browsers), find(systems)].filter((part) => part !== undefined).join(" on ");
}

/** The parts of what was kept of a device. */
export function readDevice(kept: unknown): LoginOfMine["device"] {
  const parts = typeof kept === "string" ? kept.split(" on ") : [];
  const find = (known: readonly (readonly [RegExp, string])[]) =>
    known.find(([, name]) => parts.includes(name))?.[1] ?? null;
  return { browser: find(browsers), system: find(systems) };
}

// In this order: most browsers also name those that they want to be taken for.
const browsers = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chromium|Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;

const systems = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMacintosh\b|\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
] as const;
