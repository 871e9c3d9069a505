import { max, quantile } from "d3-array";
import type { Quantity } from "./payload";

/** Numbers alone. */
export const numbers = (values: Iterable<Quantity | undefined>): number[] =>
  [...values].filter((v): v is number => typeof v === "number" && Number.isFinite(v));

/**
 * The top of an axis: all of the ranges, unless a few reach far beyond what matters (`core`); then those are cut,
 * and the picture says how far they go.
 */
export function room(core: number[], reach: number[]): number {
  const inner = max(core) ?? 0;
  const outer = Math.max(inner, max(reach) ?? 0);
  const top = inner > 0 && outer > 2.5 * inner ? 1.6 * inner : outer;
  return top > 0 ? top : 1;
}

/** Where a date stands among month ends: the end of month k is k. */
export function monthAt(dates: string[], date: string): number {
  const [y0, m0] = [Number(dates[0]?.slice(0, 4)), Number(dates[0]?.slice(5, 7))];
  const [y, m, d] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10) || "1")];
  const days = new Date(Date.UTC(y, m, 0)).getUTCDate();
  return (y - y0) * 12 + (m - m0) - 1 + Math.min(d, days) / days;
}

/** The ticks of a logarithmic axis: powers of ten, and 2 and 5 times them while there are few. */
export function tens(low: number, high: number): number[] {
  const all: number[] = [];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const steps = high / low <= 300 ? [1, 2, 5] : [1];
  for (let k = from; k <= to; k++)
    for (const s of steps) {
      const tick = s * 10 ** k;
      if (tick >= low * 0.999 && tick <= high * 1.001) all.push(tick);
    }
  return all;
}

/** The ends of an axis with numbers on both sides of nought: far ranges are cut, as with `room`. */
export function span(mids: number[], reach: number[]): [number, number] {
  const side = (sign: 1 | -1): number => {
    const there = (all: number[]) => all.map((v) => v * sign).filter((v) => v > 0);
    const ends = there([...mids, ...reach]);
    if (!ends.length) return 0;
    const usual = quantile(there(reach), 0.75) ?? 0;
    return room([...there(mids), usual], ends);
  };
  const [low, high] = [-side(-1), side(1)];
  return low === 0 && high === 0 ? [0, 1] : [low, high];
}
