import { expect, test } from "vitest";
import { monthAt, numbers, room, span, tens } from "../src/scales";

test("an axis holds all ranges, unless a few reach far beyond what matters", () => {
  expect(room([100, 80], [180, 150])).toBe(180);
  expect(room([100, 80], [2000, 150])).toBe(160);
  expect(room([], [])).toBe(1);
  expect(room([0], [40])).toBe(40);
});

test("both sides of nought are cut each by what is usual on its side", () => {
  expect(span([-50, 40], [-120, 150, -90, 130])).toEqual([-120, 150]);
  const [low, high] = span([-50, 40], [-90, 100, -80, 90, -85, 95, -70, 4000]);
  expect(low).toBe(-90);
  expect(high).toBeLessThan(4000);
  expect(span([], [])).toEqual([0, 1]);
});

test("a month's end stands at its index, its middle half a month before", () => {
  const dates = ["2024-03-31", "2024-04-30", "2024-05-31"];
  dates.forEach((date, k) => expect(monthAt(dates, date)).toBeCloseTo(k, 6));
  expect(monthAt(dates, "2024-04-15")).toBeCloseTo(0.5, 6);
  expect(monthAt(dates, "2023-12-31")).toBeCloseTo(-3, 6);
});

test("a logarithmic axis has the powers of ten, and more where they are few", () => {
  expect(tens(8, 120_000)).toEqual([10, 100, 1000, 10_000, 100_000]);
  expect(tens(90, 1100)).toEqual([100, 200, 500, 1000]);
});

test("what is missing is no number", () => {
  expect(numbers([1, null, undefined, NaN, 2])).toEqual([1, 2]);
});
