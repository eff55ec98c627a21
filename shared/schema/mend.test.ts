import { expect, test, vi } from "vitest";
import * as Y from "yjs";
import { inspectDocument } from "./mend.ts";

vi.mock("./names.ts", async (original) => {
  const names = await original<typeof import("./names.ts")>();
  return { ...names, nodeSchema: (name: string) => (name === "blockquote" ? null : names.nodeSchema(name)) };
});

test("an element that has a rule but no schema number is strange: the editor would delete it", () => {
  const doc = new Y.Doc();
  const quote = new Y.XmlElement("blockquote");
  doc.getXmlFragment("default").insert(0, [new Y.XmlElement("paragraph"), quote]);
  expect([...inspectDocument(doc).strange]).toEqual(["blockquote"]);
});
