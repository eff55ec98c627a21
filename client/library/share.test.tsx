// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import { createQueryClient } from "../app/queryClient.ts";
import { closePage, openPage, shown, testDocument } from "../app/testPage.tsx";
import { LibraryPage } from "./LibraryPage.tsx";
import { page } from "./testLibrary.ts";

let root: Root | null = null;
afterEach(() => {
  root?.unmount();
  closePage();
});

const own = testDocument("Own");
const shared = testDocument("Shared", { role: "editor" });

async function openLibrary(onShare?: (id: string) => void): Promise<void> {
  openPage("/", { "GET /api/documents": () => page(own, shared) });
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  root = createRoot(place);
  root.render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider>
        <LibraryPage menu={null} cameFrom={null} onShare={onShare} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  await shown(".row-title", "Shared");
}

async function offered(title: string): Promise<string[]> {
  (await shown(`[aria-label='More for “${title}”']`)).click();
  await shown("[role=menuitem]");
  return [...document.querySelectorAll("[role=menuitem]")].map((item) => item.textContent);
}

test("an owner shares from the row, and the page is told which document", async () => {
  const onShare = vi.fn();
  await openLibrary(onShare);
  expect(await offered("Own")).toContain("Share");
  (await shown("[role=menuitem]", "Share")).click();
  expect(onShare).toHaveBeenCalledWith(own.id);
});

test("sharing is not offered to who may not", async () => {
  await openLibrary(vi.fn());
  expect(await offered("Shared")).toEqual(["Open", "RenameF2", "StarS", "Duplicate", "Leave"]);
});

test("sharing is not offered where the page has no dialog for it", async () => {
  await openLibrary();
  expect(await offered("Own")).not.toContain("Share");
});
