/** What TypeScript must know of the set-up scripts, which are plain JavaScript because they run before anything is built. */
declare module "*/browser.mjs" {
  /** The path of a Chromium that starts, or null: CHROMIUM_PATH, else Playwright's own, else one on the PATH. */
  export function findBrowser(): string | null;
}
