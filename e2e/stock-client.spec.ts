import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { expect, test } from "./people.ts";

test("an unmodified WebsocketProvider with a cookie writes together with the page", async ({ ana, ben, server }) => {
  const id = await ana.makesDocument();
  await ana.opens(id);
  await ana.types("from the page");
  await ana.isSaved();

  await ana.shares(id, ben, "editor");
  const cookies = await ben.context.cookies(server.url);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  class WithCookie extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { cookie } });
    }
  }
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.url.replace("http", "ws")}/api/sync`, id, doc, {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  try {
    const fragment = doc.getXmlFragment("default");
    await expect.poll(() => fragment.toString(), { timeout: 30_000 }).toContain("from the page");
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText("from the script")]);
    fragment.push([paragraph]);
    await ana.sees("from the script");
    await ana.goesToTheStart();
    await ana.types("Also ");
    await expect.poll(() => fragment.toString(), { timeout: 30_000 }).toContain("Also from the page");
    await expect(ana.page.getByRole("button", { name: /2 people/ })).toBeVisible();
  } finally {
    provider.destroy();
    doc.destroy();
  }
});
