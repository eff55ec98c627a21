import type { Page } from "@playwright/test";

export interface Problems {
  /** From here on complaints like this one belong to the story. */
  expects(pattern: RegExp): void;
  /** What nobody expected. */
  found(): string[];
}

/** What browsers print while a server is down. */
export const serverIsDown =
  /WebSocket connection to|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|ERR_INTERNET_DISCONNECTED/;

/** Collects errors, complaints of the console and reports of the content security policy. */
export async function watchForProblems(page: Page): Promise<Problems> {
  const seen: string[] = [];
  const expected: RegExp[] = [];
  page.on("pageerror", (error) => seen.push(`error: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") seen.push(`console: ${message.text()} ${message.location().url}`);
  });
  await page.exposeFunction("amboPolicyReport", (report: string) => seen.push(`policy: ${report}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const tell = (window as unknown as { amboPolicyReport: (report: string) => void }).amboPolicyReport;
      tell(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
    });
  });
  return {
    expects(pattern) {
      expected.push(pattern);
    },
    found: () => seen.filter((problem) => !expected.some((pattern) => pattern.test(problem))),
  };
}
