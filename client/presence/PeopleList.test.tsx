// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRef } from "react";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { DocumentId, MemberId } from "../../shared/ids.ts";
import { startI18n } from "../app/i18n.ts";
import { createQueryClient } from "../app/queryClient.ts";
import { PeopleList } from "./PeopleList.tsx";

let root: Root;
let awareness: Awareness;

beforeEach(() => {
  localStorage.setItem("ambo-language", "en");
  startI18n();
  awareness = new Awareness(new Y.Doc());
  root = createRoot(document.body.appendChild(document.createElement("div")));
});
afterEach(() => {
  root.unmount();
  awareness.destroy();
  document.body.replaceChildren();
});

const initialsIn = (place: Element | null) =>
  [...(place?.querySelectorAll(".avatar") ?? [])].map(({ textContent }) => textContent);

test("initials that somebody chose stand in the bar and in the list, one's own too", async () => {
  const member = "b".repeat(26) as MemberId;
  const user = { name: "Ben", member, color: "#0055aa", initials: "ÖB" };
  awareness.states.set(7, { user });
  flushSync(() =>
    root.render(
      <QueryClientProvider client={createQueryClient()}>
        <MantineProvider>
          <PeopleList
            documentId={"d".repeat(26) as DocumentId}
            awareness={awareness}
            me={{ member: "a".repeat(26) as MemberId, name: "Ana", initials: "ÄA", color: "#aa3355" }}
            following={null}
            places={createRef()}
          />
        </MantineProvider>
      </QueryClientProvider>,
    ),
  );
  const button = document.querySelector(".people-button") as HTMLButtonElement;
  expect(initialsIn(button)).toEqual(["ÄA", "ÖB"]);
  flushSync(() => button.click());
  await expect.poll(() => initialsIn(document.querySelector(".here-people"))).toEqual(["ÄA", "ÖB"]);
});
