import { defineConfig } from "@playwright/test";
import { findBrowser } from "./scripts/browser.mjs";

const executablePath = findBrowser();
if (executablePath === null)
  throw new Error("There is no browser for the tests. Run `node scripts/setup.mjs browser` first.");

/** Stories in a real browser against the built server. Seconds are promised tenfold: what is slow here is the machine. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  // One at a time: several people already share the machine within one story.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  outputDir: "test-results",
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    // Videos need a download of their own; traces tell more.
    video: "off",
    launchOptions: {
      executablePath,
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
        "--disable-gpu",
        // Two people's windows cannot both be in front; neither may be slowed down for it.
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
      ],
    },
  },
});
