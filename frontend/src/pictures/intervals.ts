// Estimates below each other on one scale: a dot for the middle, a bar for the range.
import { max, min } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import { INK, MUTED, PAPER, RULE, halo, tone } from "../look";
import type { IntervalRow, IntervalsPicture } from "../payload";
import { numbers, span, tens } from "../scales";
import { drawStamps, letterOf, stampsOf, surface, type Desk, type Stage, type View } from "../stage";
import { make } from "../svg";
import { clip, lines, widthOf, wrap } from "../text";

export function intervals(picture: IntervalsPicture, desk: Desk): View {
  const { speech } = desk;
  const group = (id: string) => picture.groups?.find((g) => g.id === id);

  function draw(stage: Stage, slice: [number, number] = [0, picture.rows.length]): SVGSVGElement {
    const wide = stage.width;
    const svg = surface(wide, 10, `${picture.title}. ${picture.caption ?? ""} ${speech.say("table_below")}`);
    const shown = picture.rows.map((r) => r.policy).filter((id): id is string => !!id);
    let y = drawStamps(svg, stampsOf(desk, picture.stamps, shown), 0, wide);
    const values = picture.rows.map((row) => value(row));
    const right = Math.min(wide * 0.34, Math.max(...values.map((v) => widthOf(v, 11))) + 10);
    const beside = wide >= 560;
    const left = beside ? Math.min(wide * 0.36, Math.max(...picture.rows.map((r) => widthOf(labelOf(r), 12))) + 14) : 0;
    const [from, to] = [left + 4, wide - (beside ? right : 6)];
    const mids = numbers(picture.rows.map((r) => r.mid));
    const reach = numbers(picture.rows.flatMap((r) => [r.low, r.high]));
    const x = picture.log ? byTens(mids, reach, from, to) : evenly(mids, reach, from, to);
    const start = y;
    const grid = make("g");
    svg.append(grid);
    let last: string | null = null;
    for (const [i, row] of picture.rows.entries()) {
      if (i < slice[0] || i >= slice[1]) continue;
      if (row.group && row.group !== last) {
        const head = wrap(group(row.group)?.label ?? row.group, wide, 12.5, true);
        y += last === null ? 0 : 8;
        svg.append(lines(head, 0, y + 13, 12.5, { fill: INK, "font-weight": 650, ...halo }));
        y += head.length * 16 + 4;
      }
      last = row.group ?? null;
      const colour = (row.group && group(row.group)?.colour) || tone(row.tone ?? picture.tone);
      const text = wrap(labelOf(row), beside ? left - 10 : wide - 8, 12);
      let middle: number;
      if (beside) {
        svg.append(lines(text, 0, y + 12, 12, { fill: INK }));
        svg.append(make("text", { x: wide - 2, y: y + 12, "font-size": 11, fill: INK, "text-anchor": "end" }, clip(values[i]!, right, 11)));
        middle = y + 8;
        y += Math.max(20, text.length * 15.4 + 5);
      } else {
        const inLine = widthOf(text[text.length - 1]!, 12) + widthOf(values[i]!, 11) + 14 < wide;
        svg.append(lines(text, 0, y + 12, 12, { fill: INK, ...halo }));
        y += text.length * 15.4 + (inLine ? 0 : 14.5);
        svg.append(make("text", { x: wide - 2, y: y - 3.4, "font-size": 11, fill: INK, "text-anchor": "end", ...halo }, values[i]!));
        middle = y + 8;
        y += 22;
      }
      mark(svg, row, x, middle, colour);
    }
    let end = -Infinity;
    for (const tick of x.ticks) {
      grid.append(make("line", { x1: x(tick), x2: x(tick), y1: start, y2: y, stroke: picture.zero && tick === 0 ? INK : RULE }));
      const words = speech.number(tick);
      const half = widthOf(words, 10.5) / 2;
      const at = Math.max(from + half - 4, Math.min(x(tick), wide - half));
      if (at - half < end + 8) continue;
      end = at + half;
      svg.append(make("text", { x: at, y: y + 13, "font-size": 10.5, fill: MUTED, "text-anchor": "middle" }, words));
    }
    y += 19;
    if (picture.unit) {
      svg.append(make("text", { x: from, y: y + 11, "font-size": 11, fill: MUTED }, clip(picture.unit, wide - from, 11)));
      y += 18;
    }
    svg.setAttribute("viewBox", `0 0 ${wide} ${Math.ceil(y)}`);
    svg.setAttribute("height", String(Math.ceil(y)));
    return svg;
  }

  function labelOf(row: IntervalRow): string {
    const letter = row.policy ? letterOf(desk.policy(row.policy)) : "";
    return letter && letter !== row.label ? `${letter}  ${row.label}` : row.label;
  }

  function value(row: IntervalRow): string {
    if (typeof row.mid !== "number") return "–";
    if (typeof row.low !== "number" || typeof row.high !== "number") return speech.number(row.mid);
    return speech.say("value_range", { mid: speech.number(row.mid), low: speech.number(row.low), high: speech.number(row.high) });
  }

  function mark(on: SVGElement, row: IntervalRow, x: Place, y: number, colour: string): void {
    if (typeof row.mid !== "number") return;
    if (typeof row.low === "number" && typeof row.high === "number") {
      const [a, b] = [x(row.low), x(row.high)];
      on.append(make("line", { x1: a, x2: b, y1: y, y2: y, stroke: colour, "stroke-width": 4, "stroke-opacity": 0.4 }));
      for (const [at, cut, way] of [
        [a, row.low < x.low, 1],
        [b, row.high > x.high, -1],
      ] as const)
        on.append(
          make("path", {
            d: cut ? `M${at + 5 * way} ${y - 4}L${at} ${y}L${at + 5 * way} ${y + 4}` : `M${at} ${y - 4}V${y + 4}`,
            fill: "none",
            stroke: colour,
            "stroke-width": 1.4,
          }),
        );
    }
    on.append(
      make("circle", {
        cx: x(row.mid),
        cy: y,
        r: 4.6,
        fill: row.hollow ? PAPER : colour,
        stroke: row.hollow ? colour : PAPER,
        "stroke-width": row.hollow ? 2 : 1,
        "data-policy": row.policy ?? null,
        "data-value": row.mid,
      }),
    );
  }

  return { controls: null, draw, pieces: { all: picture.rows.length, sheet: 26 } };
}

interface Place {
  (value: number): number;
  ticks: number[];
  low: number;
  high: number;
}

function byTens(mids: number[], reach: number[], from: number, to: number): Place {
  const positive = [...mids, ...reach].filter((v) => v > 0);
  const [low, high] = [(min(positive) ?? 1) * 0.85, (max(positive) ?? 10) * 1.15];
  const scale = scaleLog().domain([low, high]).range([from, to]).clamp(true);
  return Object.assign((v: number) => scale(Math.max(v, low)), { ticks: tens(low, high), low, high });
}

function evenly(mids: number[], reach: number[], from: number, to: number): Place {
  const [low, high] = span(mids, reach);
  const scale = scaleLinear().domain([low * 1.02, high * 1.02]).range([from, to]).clamp(true);
  const [a, b] = scale.domain() as [number, number];
  return Object.assign((v: number) => scale(v), { ticks: scale.ticks(Math.max(2, Math.floor((to - from) / 90))), low: a, high: b });
}
