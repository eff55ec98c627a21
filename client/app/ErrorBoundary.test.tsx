// @vitest-environment happy-dom
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { startI18n } from "./i18n.ts";
import { shown } from "./testPage.tsx";

let root: Root;
beforeEach(() => {
  startI18n();
  document.body.innerHTML = "<div></div>";
  // React reports what a boundary caught; here it was thrown on purpose.
  root = createRoot(document.body.firstElementChild as Element, { onCaughtError: () => {} });
});
afterEach(() => root.unmount());

function Broken(): never {
  throw new Error("on purpose");
}

test("a page that breaks offers to load again instead of turning blank", async () => {
  root.render(
    <ErrorBoundary>
      <Broken />
    </ErrorBoundary>,
  );
  await shown("[role=alert] button");
});

test("what can still be read is shown, with the error at hand", async () => {
  const view = vi.fn(() => <article>The words</article>);
  root.render(
    <ErrorBoundary readOnlyView={view}>
      <Broken />
    </ErrorBoundary>,
  );
  await shown("article", "The words");
  expect(view).toHaveBeenCalledWith(new Error("on purpose"));
});

test("a reading that breaks too leaves the way on", async () => {
  root.render(
    <ErrorBoundary readOnlyView={() => <Broken />}>
      <Broken />
    </ErrorBoundary>,
  );
  await shown("[role=alert] button");
});

test("another address is another try", async () => {
  root.render(
    <ErrorBoundary resetKey="/a">
      <Broken />
    </ErrorBoundary>,
  );
  await shown("[role=alert]");
  root.render(
    <ErrorBoundary resetKey="/b">
      <article>Fine</article>
    </ErrorBoundary>,
  );
  await shown("article", "Fine");
});
