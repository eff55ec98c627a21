// @vitest-environment happy-dom
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useComplaints } from "./useComplaints.ts";

let root: Root;
let form: ReturnType<typeof useComplaints<"name" | "email">>;

function Form() {
  form = useComplaints(["name", "email"]);
  return (
    <form ref={form.form}>
      <input name="name" />
      <input name="email" />
      <p>{`${form.complaints.name ?? "-"} ${form.complaints.email ?? "-"}`}</p>
    </form>
  );
}

beforeEach(() => {
  root = createRoot(document.body.appendChild(document.createElement("div")));
  flushSync(() => root.render(<Form />));
});
afterEach(() => {
  root.unmount();
  document.body.replaceChildren();
});

const said = () => document.querySelector("p")?.textContent;
const focused = () => (document.activeElement as HTMLInputElement).name;

test("all that is wrong is said, and the keyboard goes to the first of it", () => {
  expect(flushSync(() => form.complain({ email: "empty", name: "long" }))).toBe(true);
  expect(said()).toBe("long empty");
  expect(focused()).toBe("name");
});

test("a field that is being mended is forgotten, the others are not", () => {
  flushSync(() => form.complain({ name: "long", email: "empty" }));
  flushSync(() => form.forget("name"));
  expect(said()).toBe("- empty");
});

test("a form without complaints may be sent, and what was said before is gone", () => {
  flushSync(() => form.complain({ name: "long" }));
  expect(flushSync(() => form.complain({ name: null, email: null }))).toBe(false);
  expect(said()).toBe("- -");
});
