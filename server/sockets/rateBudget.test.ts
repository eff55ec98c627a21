import { expect, test } from "vitest";
import { RateBudget } from "./rateBudget.ts";

const limits = { messagesPerSecond: 10, messageBurst: 20, bytesPerSecond: 1000, byteBurst: 5000 };

test("a burst within the budget is read at once", () => {
  const budget = new RateBudget(limits, 0);
  for (let count = 0; count < 20; count++) expect(budget.pay(10, 0)).toBe(0);
});

test("beyond the burst the reader pauses until the debt is paid, for messages and for bytes", () => {
  const messages = new RateBudget(limits, 0);
  for (let count = 0; count < 20; count++) messages.pay(1, 0);
  expect(messages.pay(1, 0)).toBe(100);
  const bytes = new RateBudget(limits, 0);
  expect(bytes.pay(8000, 0)).toBe(3000);
});

test("the budget fills with time, up to the burst, and a clock set back fills nothing", () => {
  const budget = new RateBudget(limits, 10_000);
  expect(budget.pay(6000, 10_000)).toBe(1000);
  expect(budget.pay(500, 12_000)).toBe(0);
  expect(budget.pay(2000, 5_000)).toBeGreaterThan(0);
});
