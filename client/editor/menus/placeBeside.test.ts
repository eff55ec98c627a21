import { expect, test } from "vitest";
import { placeBeside } from "./placeBeside.ts";

const room = { width: 400, height: 800 };
const menu = { width: 200, height: 100 };
const at = (left: number, top: number) => ({ left, right: left + 20, top, bottom: top + 20 });

test("a menu stands on the wished side while it fits there, and on the other one otherwise", () => {
  expect(placeBeside(at(190, 400), menu, room, "above")).toEqual({ left: 100, top: 292 });
  expect(placeBeside(at(190, 50), menu, room, "above")).toEqual({ left: 100, top: 78 });
  expect(placeBeside(at(100, 400), menu, room, "below")).toEqual({ left: 100, top: 428 });
  expect(placeBeside(at(100, 750), menu, room, "below")).toEqual({ left: 100, top: 642 });
});

test("it never leaves the window", () => {
  expect(placeBeside(at(0, 400), menu, room, "above").left).toBe(8);
  expect(placeBeside(at(390, 400), menu, room, "below").left).toBe(192);
  expect(placeBeside(at(100, -500), menu, room, "below").top).toBe(8);
  expect(placeBeside(at(100, 400), { width: 600, height: 900 }, room, "below")).toEqual({ left: 8, top: 8 });
});
