/** What tests of the library say about documents and the server. */
import { vi } from "vitest";
import type { DocumentSummary } from "../../shared/api.ts";
import { openPage, shown, signedIn, type TestServer, testDocument } from "../app/testPage.tsx";

/** The answer to a question for one page of a view that has no other. */
export const page = (...documents: DocumentSummary[]) => ({
  answer: { documents, next: null, total: documents.length },
});

/** Without a layout no item of a menu counts as visible, and the kit complains with all that it knows about the page. */
function quietFocusTrap(): void {
  const complain = console.warn;
  vi.spyOn(console, "warn").mockImplementation((...said: unknown[]) => {
    if (!String(said[0]).startsWith("[@mantine/hooks/use-focus-trap]")) complain(...said);
  });
}

/** Opens the library on a few documents and waits until they are there. */
export async function openLibrary(
  server: TestServer = {},
  documents = [testDocument("Minutes"), testDocument("Übersetzung")],
  address = "/",
): Promise<DocumentSummary[]> {
  quietFocusTrap();
  openPage(address, { "GET /api/me": signedIn, "GET /api/documents": () => page(...documents), ...server });
  if (documents.length > 0) await shown(".row-title");
  return documents;
}

export const titlesShown = () => [...document.querySelectorAll(".row-title")].map((title) => title.textContent);
export const focused = () => document.activeElement?.textContent;
