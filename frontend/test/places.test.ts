import { expect, test } from "vitest";
import { cartogram } from "../src/cartogram";
import { placeLabels } from "../src/labels";
import { bounds } from "../src/pictures/map";

// A capital whose communes lie close together, and a country around it.
const sites = [
  [18.53, -72.34, 1_073_700], [18.55, -72.3, 472_000], [18.58, -72.33, 317_000], [18.58, -72.27, 156_000],
  [18.51, -72.28, 450_000], [18.51, -72.42, 611_000], [19.36, -72.43, 1_880_000], [18.93, -72.91, 5_300_000],
].map(([lat, lon, people]) => ({ lat: lat!, lon: lon!, people: people! }));

test("no moved circle hides another, and areas are in proportion to people", () => {
  const placed = cartogram(sites, 500, 440);
  placed.forEach((a, i) =>
    placed.slice(0, i).forEach((b) =>
      expect(Math.hypot(a.moved[0] - b.moved[0], a.moved[1] - b.moved[1])).toBeGreaterThan((a.r + b.r) * 0.995),
    ),
  );
  expect((placed[7]!.r / placed[6]!.r) ** 2).toBeCloseTo(5.3 / 1.88, 3);
});

test("all stay within the picture, wherever they stand", () => {
  for (const { home, moved, r } of cartogram(sites, 300, 280))
    for (const [x, y] of [home, moved]) {
      expect(x - r).toBeGreaterThan(0);
      expect(x + r).toBeLessThan(300);
      expect(y - r).toBeGreaterThan(0);
      expect(y + r).toBeLessThan(280);
    }
});

test("true places keep north above south and east right of west", () => {
  const [a, , , , , carrefour, artibonite] = cartogram(sites, 500, 440);
  expect(artibonite!.home[1]).toBeLessThan(a!.home[1]);
  expect(carrefour!.home[0]).toBeLessThan(a!.home[0]);
});

test("the same places come from the same numbers; none from none; two at one point part", () => {
  expect(cartogram(sites, 500, 440)).toEqual(cartogram(sites, 500, 440));
  expect(cartogram([], 100, 100)).toEqual([]);
  const [a, b] = cartogram([sites[0]!, { ...sites[0]! }], 200, 200);
  expect(Math.hypot(a!.moved[0] - b!.moved[0], a!.moved[1] - b!.moved[1])).toBeGreaterThan(a!.r);
});

test("labels lie neither on each other nor on another's mark; where no place is free, none is given", () => {
  const mark = (x: number, y: number) => ({ x, y, r: 5, width: 40, height: 12 });
  const marks = [mark(50, 50), mark(60, 50), mark(55, 58), mark(140, 50)];
  const boxes = placeLabels(marks, { x: 0, y: 0, width: 200, height: 100 });
  const found = boxes.filter((b) => b !== null);
  found.forEach((a, i) => {
    found.slice(0, i).forEach((b) =>
      expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true),
    );
    expect(a.x >= 0 && a.x + a.width <= 200 && a.y >= 0 && a.y + a.height <= 100).toBe(true);
  });
  expect(boxes[3]).not.toBeNull();
  expect(placeLabels([mark(10, 10)], { x: 0, y: 0, width: 20, height: 20 })).toEqual([null]);
  // Marks on one spot have a label each.
  const crowd = placeLabels([mark(50, 50), mark(50, 50), mark(51, 50), mark(50, 51)], { x: 0, y: 0, width: 200, height: 200 });
  expect(crowd.every((b) => b !== null)).toBe(true);
});

test("shades of counts part at round numbers below the largest; of shares, evenly", () => {
  expect(bounds({ scale: "count", policies: { a: [[1, 90, null]] } })).toEqual([3, 6, 10, 20, 50]);
  expect(bounds({ scale: "share", policies: {} })).toEqual([0.1, 0.3, 0.5, 0.7, 0.9]);
});
