import { expect, test } from "vitest";
import { Attendance } from "./talkAttendance.ts";

const heardOf = (attendance: Attendance) =>
  Array.from({ length: 10 }, (_, index) => index + 1).filter((seq) => attendance.hears(seq));

test("what is said between coming and leaving is heard, and nothing else", () => {
  const attendance = new Attendance();
  attendance.begin(2);
  attendance.pause(5);
  expect(heardOf(attendance)).toEqual([3, 4, 5]);
});

test("whoever returns within the grace has heard what was said meanwhile, whoever returns later has not", () => {
  const soon = new Attendance();
  soon.begin(0);
  soon.pause(2);
  soon.resume();
  soon.pause(7);
  expect(heardOf(soon)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const late = new Attendance();
  late.begin(0);
  late.pause(2);
  late.begin(6);
  expect(heardOf(late)).toEqual([1, 2, 7, 8, 9, 10]);
  expect([late.first, late.since]).toEqual([0, 6]);
});

test("endless comings and goings in silence cost one presence", () => {
  const attendance = new Attendance();
  for (let time = 0; time < 100; time++) {
    attendance.begin(3);
    attendance.pause(3);
  }
  expect(attendance.forgetUpTo(0)).toBe(false);
  attendance.begin(3);
  expect(attendance.first).toBe(3);
});

test("a presence is forgotten with the last entry that was said in it", () => {
  const attendance = new Attendance();
  attendance.begin(0);
  attendance.pause(4);
  expect(attendance.forgetUpTo(3)).toBe(true);
  expect(attendance.hears(4)).toBe(true);
  expect(attendance.forgetUpTo(4)).toBe(false);
});
