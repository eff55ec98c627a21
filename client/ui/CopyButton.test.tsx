// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CopyButton } from "./CopyButton.tsx";

let root: Root;
let isRefused: boolean;

beforeEach(() => {
  isRefused = false;
  const place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
  flushSync(() =>
    root.render(
      <MantineProvider>
        <CopyButton
          text="https://write.test/s/abc"
          copyLabel="Copy"
          copiedLabel="Copied"
          onRefused={() => {
            isRefused = true;
          }}
        />
      </MantineProvider>,
    ),
  );
});
afterEach(() => {
  root.unmount();
  document.body.replaceChildren();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const button = () => document.querySelector("button") as HTMLButtonElement;

test("it says for a moment that it copied", async () => {
  vi.useFakeTimers();
  const written = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  button().click();
  await vi.waitFor(() => expect(button().textContent).toBe("Copied"));
  expect(written).toHaveBeenCalledExactlyOnceWith("https://write.test/s/abc");
  await vi.advanceTimersByTimeAsync(10_000);
  await vi.waitFor(() => expect(button().textContent).toBe("Copy"));
  expect(isRefused).toBe(false);
});

test("where there is no clipboard it claims nothing and lets others help", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("not over plain HTTP"));
  button().click();
  await vi.waitFor(() => expect(isRefused).toBe(true));
  expect(button().textContent).toBe("Copy");
});
