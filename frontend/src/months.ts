import { MUTED, RULE } from "./look";
import { make } from "./svg";
import { widthOf } from "./text";
import type { Speech } from "./words";

/** The foot of a time axis: the years, or the first and last month where no year begins. */
export function monthAxis(
  on: SVGElement,
  speech: Speech,
  dates: string[],
  x: (k: number) => number,
  y: number,
  from: number,
  to: number,
): void {
  on.append(make("line", { x1: x(from), x2: x(to), y1: y, y2: y, stroke: MUTED, "stroke-width": 1 }));
  const start = new Date(`${dates[0]}T00:00:00Z`);
  const januaries: { at: number; text: string }[] = [];
  for (let k = Math.ceil(from); k <= to; k++) {
    const month = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + k, 1));
    // A month's end is its place on the axis, so a year begins one step before its January's end.
    if (month.getUTCMonth() === 0 && k - 1 >= from - 0.01)
      januaries.push({ at: k - 1, text: speech.year(month.toISOString()) });
  }
  const text = (at: number, words: string, anchor: string) =>
    on.append(make("text", { x: at, y: y + 14, "font-size": 10.5, fill: MUTED, "text-anchor": anchor }, words));
  if (!januaries.length) {
    text(x(from), speech.month(dates[0]!), "start");
    if (dates.length > 1) text(x(to), speech.month(dates[dates.length - 1]!), "end");
    return;
  }
  const wide = widthOf("2024", 10.5) + 10;
  let last = -Infinity;
  for (const { at, text: words } of januaries) {
    on.append(make("line", { x1: x(at), x2: x(at), y1: y, y2: y + 4, stroke: MUTED }));
    if (x(at) - last < wide || x(at) + wide - 8 > x(to) + 8) continue;
    text(x(at) + 2, words, "start");
    last = x(at);
  }
}

export function gridline(on: SVGElement, x1: number, x2: number, y: number): void {
  on.append(make("line", { x1, x2, y1: y, y2: y, stroke: RULE, "stroke-width": 1 }));
}
