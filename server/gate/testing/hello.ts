import * as Y from "yjs";
import { rootName } from "../../../shared/schema/contentRules.ts";
import { type Judgement, judgeUpdate } from "../judgeUpdate.ts";
import { defaultGateLimits, type GateLimits } from "../limits.ts";
import { element, type Id, type Struct, text, update, xmlText } from "./handMadeUpdate.ts";

export const ana = 7;
export const mallory = 666;
/** Ana's paragraph is [7, 0], the text in it [7, 1], its letters "hello" [7, 2] to [7, 6]. */
export const paragraph: Id = [ana, 0];
export const itsText: Id = [ana, 1];
export const lastLetter: Id = [ana, 6];

/** A server's copy in which Ana has written one word, and the gate before it. */
export function openHello() {
  const server = new Y.Doc();
  const root = server.getXmlFragment(rootName);
  const hello = [element("paragraph"), { ...xmlText, parent: paragraph }, { ...text("hello"), parent: itsText }];
  Y.applyUpdate(server, update([{ client: ana, structs: hello }]));
  const judge = (bytes: Uint8Array, limits: Partial<GateLimits> = {}): Judgement =>
    judgeUpdate(server, bytes, { ...defaultGateLimits, ...limits });
  return { server, root, judge };
}

/** An update of Mallory's first structs. */
export const from = (...structs: Struct[]): Uint8Array => update([{ client: mallory, structs }]);

export const accepted = { verdict: "accept" };
export const refused = (code: string) => ({ verdict: "refuse", code });
