// @vitest-environment happy-dom
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { afterEach, expect, test } from "vitest";
import type { Me } from "../../shared/accountsApi.ts";
import { signInOptionsQuery } from "../api/accountQueries.ts";
import { meQuery } from "../api/queries.ts";
import { createQueryClient } from "./queryClient.ts";
import { SignInGate } from "./SignInGate.tsx";
import {
  closePage,
  nobody,
  openPage,
  press,
  refusedForWantOfLogin,
  shown,
  signedIn,
  signInOptions,
  testDocument,
  type,
} from "./testPage.tsx";

afterEach(closePage);

test("a visitor is asked for a name and then sees what they came for", async () => {
  const asked: unknown[] = [];
  openPage("/", {
    "GET /api/me": nobody,
    "POST /api/guests": (question) => {
      asked.push(question);
      return signedIn();
    },
    "GET /api/documents": () => ({ answer: { documents: [testDocument("Minutes")] } }),
  });
  const field = await shown<HTMLInputElement>("input");
  expect(document.activeElement).toBe(field);
  type(field, "Ana");
  field.form?.requestSubmit();
  await shown(".row-title", "Minutes");
  expect(asked).toEqual([{ name: "Ana" }]);
  expect(document.activeElement?.textContent).toBe("Documents");
});

test("a blank name is answered in words and not sent", async () => {
  openPage("/d/nowhere", { "GET /api/me": nobody });
  const field = await shown<HTMLInputElement>("input");
  type(field, "  ");
  field.form?.requestSubmit();
  await shown(".sign-in-hint", "Type a name first.");
  expect(location.pathname).toBe("/d/nowhere");
});

test("a server that cannot be reached is called so, and the page comes by itself once it is back", async () => {
  const server = { "GET /api/me": signedIn, "GET /api/documents": () => ({ answer: { documents: [] } }) };
  const absent: Partial<typeof server> = {};
  openPage("/", absent as typeof server);
  await shown("h1", "Server not reachable");
  Object.assign(absent, server);
  (await shown("button", "Try again")).click();
  await shown("main", "You have no documents yet.");
});

test("a login that ended leads from the library to the question for a name", async () => {
  openPage("/", { "GET /api/me": signedIn, "GET /api/documents": refusedForWantOfLogin });
  await shown("h1", "What shall others call you?");
  press("n");
  expect(location.pathname).toBe("/");
});

test("an address that leads nowhere says so", async () => {
  openPage("/nowhere", {});
  await shown("h1", "There is nothing at this address");
});

test("a page with unsent words stays when its login ends", async () => {
  const client = createQueryClient();
  client.setQueryData(meQuery.queryKey, signedIn().answer as Me);
  client.setQueryData(signInOptionsQuery.queryKey, signInOptions);
  document.body.innerHTML = "<div></div>";
  const root = createRoot(document.body.firstElementChild as Element);
  const render = (whenEnded: "keepPage" | "askAgain") =>
    root.render(
      <QueryClientProvider client={client}>
        <SignInGate whenEnded={whenEnded}>
          <article>Unsent words</article>
        </SignInGate>
      </QueryClientProvider>,
    );
  render("keepPage");
  const words = await shown("article");
  client.setQueryData(meQuery.queryKey, null);
  render("keepPage");
  await expect.poll(() => client.getQueryData(meQuery.queryKey)).toBeNull();
  expect(await shown("article")).toBe(words);
  render("askAgain");
  await shown("h1", "What shall others call you?");
  root.unmount();
});
