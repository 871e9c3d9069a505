// What is gained and what it costs in rights: a circle a policy, its ranges as a cross, its size the cost.
import { max, min } from "d3-array";
import { scaleLinear, scaleLog, scaleSqrt } from "d3-scale";
import { placeLabels } from "../labels";
import { INK, MUTED, RULE, halo } from "../look";
import type { Axis, Point, Range, TradeoffPicture } from "../payload";
import { numbers, room, tens } from "../scales";
import { drawStamps, letterOf, nameOf, stampsOf, surface, type Desk, type Stage, type View } from "../stage";
import { make } from "../svg";
import { clip, lines, widthOf, wrap } from "../text";

const LEFT = 58;
const LARGEST = 17;

interface Scaled {
  (value: number): number;
  ticks: number[];
  low: number;
  high: number;
}

function axisOf(axis: Axis, ranges: Range[], from: number, to: number, count: number): Scaled {
  const mids = numbers(ranges.map((r) => r[1]));
  const highs = numbers(ranges.map((r) => r[2]));
  if (axis.scale === "log") {
    const positive = numbers(ranges.flat()).filter((v) => v > 0);
    const floor = (min(positive) ?? 1) * 0.8;
    const top = (max(positive) ?? 10) * 1.25;
    const scale = scaleLog().domain([floor, top]).range([from, to]).clamp(true);
    return Object.assign((v: number) => scale(Math.max(v, floor)), { ticks: tens(floor, top), low: floor, high: top });
  }
  const scale = scaleLinear().domain([0, room(mids, highs) * 1.04]).range([from, to]).clamp(true);
  const [low, high] = scale.domain() as [number, number];
  return Object.assign((v: number) => scale(v), { ticks: scale.ticks(count), low, high });
}

export function tradeoff(picture: TradeoffPicture, desk: Desk): View {
  const { speech } = desk;
  const panels = [...new Set(picture.points.map((p) => p.panel ?? ""))];
  const named = (label: string, unit?: string) => {
    if (!unit || label.includes(unit)) return label;
    // "Deaths, deaths over three years" says the thing twice.
    const again = unit.toLowerCase().startsWith(label.toLowerCase());
    return again ? label + unit.slice(label.length) : `${label}, ${unit}`;
  };

  function draw(stage: Stage): SVGSVGElement {
    const wide = stage.width;
    const columns = Math.max(1, Math.min(panels.length, Math.floor(wide / 330)));
    const gap = 22;
    const each = (wide - gap * (columns - 1)) / columns;
    const tall = Math.max(240, Math.min(380, each * 0.72));
    const svg = surface(wide, 10, `${picture.title}. ${picture.caption ?? ""} ${speech.say("table_below")}`);
    let y = drawStamps(svg, stampsOf(desk, picture.stamps, picture.points.map((p) => p.policy)), 0, wide);
    const area = scaleSqrt().domain([0, max(numbers(picture.points.map((p) => p.size[1]))) ?? 1]).range([3.5, LARGEST]);

    for (let row = 0; row * columns < panels.length; row++) {
      const inRow = panels.slice(row * columns, (row + 1) * columns);
      const head = (inRow.some(Boolean) ? 20 : 0) + 18;
      inRow.forEach((name, column) => {
        const left = column * (each + gap);
        if (name)
          svg.append(make("text", { x: left, y: y + 13, "font-size": 12.5, fill: INK, "font-weight": 650 }, name));
        const label = wrap(named(picture.y.label, picture.y.unit), each, 11);
        svg.append(lines(label.slice(0, 1), left, y + head - 6, 11, { fill: MUTED }));
        panel(svg, picture.points.filter((p) => (p.panel ?? "") === name), left, y + head, each, tall, area);
      });
      y += head + tall + 42;
    }
    y += sizes(svg, y, wide, area);
    y += key(svg, y, wide);
    svg.setAttribute("viewBox", `0 0 ${wide} ${Math.ceil(y)}`);
    svg.setAttribute("height", String(Math.ceil(y)));
    return svg;
  }

  function panel(on: SVGElement, points: Point[], left: number, top: number, each: number, tall: number, area: (v: number) => number) {
    const [x0, x1, y0, y1] = [left + LEFT, left + each - 6, top + tall, top + 4];
    const x = axisOf(picture.x, picture.points.map((p) => p.x), x0, x1, Math.max(2, Math.floor(each / 90)));
    const y = axisOf(picture.y, picture.points.map((p) => p.y), y0, y1, 5);
    let last = Infinity;
    for (const tick of y.ticks) {
      on.append(make("line", { x1: x0, x2: x1, y1: y(tick), y2: y(tick), stroke: RULE }));
      if (last - y(tick) < 13) continue;
      last = y(tick);
      on.append(make("text", { x: x0 - 6, y: y(tick) + 3.6, "font-size": 10.5, fill: MUTED, "text-anchor": "end" }, speech.number(tick)));
    }
    let end = -Infinity;
    for (const tick of x.ticks) {
      const text = speech.number(tick);
      const half = widthOf(text, 10.5) / 2;
      on.append(make("line", { x1: x(tick), x2: x(tick), y1: y1, y2: y0, stroke: RULE }));
      const at = Math.min(x(tick), x1 + 6 - half);
      if (at - half < end + 8) continue;
      end = at + half;
      on.append(make("text", { x: at, y: y0 + 15, "font-size": 10.5, fill: MUTED, "text-anchor": "middle" }, text));
    }
    on.append(make("path", { d: `M${x0} ${y1}V${y0}H${x1}`, fill: "none", stroke: MUTED }));
    on.append(lines(wrap(named(picture.x.label, picture.x.unit), each - LEFT, 11).slice(0, 1), x0, y0 + 31, 11, { fill: MUTED }));
    if (picture.better) {
      const words = `↙ ${picture.better}`;
      on.append(
        make("text", { x: x0 + 7, y: y0 - 8, "font-size": 11, fill: MUTED, "font-style": "italic", ...halo }, clip(words, x1 - x0 - 14, 11)),
      );
    }
    const drawn = points.filter((p) => typeof p.x[1] === "number" && typeof p.y[1] === "number");
    // The large first, so that none is hidden.
    const order = [...drawn].sort((a, b) => (b.size[1] ?? 0) - (a.size[1] ?? 0));
    for (const p of order) {
      const [cx, cy] = [x(p.x[1]!), y(p.y[1]!)];
      const how = { stroke: INK, "stroke-width": 1, "stroke-opacity": 0.45 };
      if (typeof p.x[0] === "number" && typeof p.x[2] === "number") {
        on.append(make("line", { x1: x(p.x[0]), x2: x(p.x[2]), y1: cy, y2: cy, ...how }));
        if (p.x[2] > x.high)
          on.append(make("path", { d: `M${x1 - 5} ${cy - 3.5}l5 3.5l-5 3.5`, fill: "none", ...how, "stroke-opacity": 0.8 }));
      }
      if (typeof p.y[0] === "number" && typeof p.y[2] === "number") {
        on.append(make("line", { x1: cx, x2: cx, y1: y(p.y[0]), y2: y(p.y[2]), ...how }));
        if (p.y[2] > y.high)
          on.append(make("path", { d: `M${cx - 3.5} ${y1 + 5}l3.5 -5l3.5 5`, fill: "none", ...how, "stroke-opacity": 0.8 }));
      }
    }
    for (const p of order) {
      const policy = desk.policy(p.policy);
      on.append(
        make(
          "circle",
          {
            cx: x(p.x[1]!),
            cy: y(p.y[1]!),
            r: area(p.size[1] ?? 0),
            fill: policy.baseline ? INK : "#0072b2",
            "fill-opacity": policy.baseline ? 0.85 : 0.42,
            stroke: policy.baseline ? INK : "#004f7c",
            "stroke-width": 1.3,
            "data-policy": p.policy,
            "data-panel": p.panel ?? null,
            "data-x": p.x[1],
            "data-y": p.y[1],
            "data-size": p.size[1],
          },
          make("title", {}, told(p)),
        ),
      );
    }
    const size = 12;
    const within = { x: x0 + 2, y: y1, width: x1 - x0, height: y0 - y1 - 2 };
    const text = (p: Point, full: boolean) => {
      const policy = desk.policy(p.policy);
      const letter = letterOf(policy);
      return full || !letter ? clip(letter ? nameOf(policy) : policy.title, 215, size, true) : letter;
    };
    const place = (full: boolean) =>
      placeLabels(
        drawn.map((p) => ({
          x: x(p.x[1]!),
          y: y(p.y[1]!),
          r: area(p.size[1] ?? 0),
          width: widthOf(text(p, full), size, true),
          height: 13,
        })),
        within,
        picture.better ? [{ x: x0, y: y0 - 20, width: widthOf(picture.better, 11) + 20, height: 20 }] : [],
        true,
      );
    let full = drawn.length <= 8;
    let places = place(full);
    if (full && places.some((one) => !one)) [full, places] = [false, place(false)];
    drawn.forEach((p, i) => {
      const box = places[i];
      const [cx, cy] = [x(p.x[1]!), y(p.y[1]!)];
      const at = box ? { x: box.x, y: box.y + 10.5 } : { x: cx - widthOf(text(p, false), size, true) / 2, y: cy + 4 };
      if (box) {
        // A label that stands off is led to its mark.
        const [nx, ny] = [Math.max(box.x, Math.min(cx, box.x + box.width)), Math.max(box.y, Math.min(cy, box.y + box.height))];
        const far = Math.hypot(nx - cx, ny - cy);
        const r = area(p.size[1] ?? 0);
        if (far > r + 7) {
          const cut = r / far;
          on.append(make("line", { x1: cx + (nx - cx) * cut, y1: cy + (ny - cy) * cut, x2: nx, y2: ny, stroke: INK, "stroke-width": 0.8 }));
        }
      }
      on.append(make("text", { ...at, "font-size": size, "font-weight": 650, fill: INK, ...halo }, text(p, full)));
    });
  }

  function told(p: Point): string {
    const value = (r: Range) =>
      r.every((v) => typeof v === "number")
        ? speech.say("value_range", { mid: speech.number(r[1]!), low: speech.number(r[0]!), high: speech.number(r[2]!) })
        : "–";
    return [
      nameOf(desk.policy(p.policy)),
      ...([["x", p.x], ["y", p.y], ["size", p.size]] as const).map(([k, r]) =>
        speech.say("pair", { name: named(picture[k].label, picture[k].unit), value: value(r) }),
      ),
    ].join("\n");
  }

  function sizes(on: SVGElement, top: number, wide: number, area: (v: number) => number): number {
    const largest = max(numbers(picture.points.map((p) => p.size[1]))) ?? 0;
    const shown = [...new Set([largest / 10, largest / 2].map((v) => Number(v.toPrecision(1))))].filter((v) => v > 0);
    const label = wrap(speech.say("size", { label: named(picture.size.label, picture.size.unit) }), wide - 130, 11);
    let x = 0;
    for (const value of shown) {
      const r = area(value);
      on.append(make("circle", { cx: x + r + 1, cy: top + 16, r, fill: "#0072b2", "fill-opacity": 0.42, stroke: "#004f7c" }));
      const text = speech.number(value);
      on.append(make("text", { x: x + 2 * r + 6, y: top + 20, "font-size": 11, fill: INK }, text));
      x += 2 * r + 18 + widthOf(text, 11);
    }
    on.append(lines(label, x + 4, top + 20, 11, { fill: MUTED }));
    return Math.max(40, 16 + label.length * 14.5);
  }

  /** The letters' names, in columns, where there are letters. */
  function key(on: SVGElement, top: number, wide: number): number {
    const policies = [...new Set(picture.points.map((p) => p.policy))].map((id) => desk.policy(id)).filter(letterOf);
    if (!policies.length) return 0;
    const columns = Math.max(1, Math.min(3, Math.floor(wide / 270)));
    const each = wide / columns;
    const perColumn = Math.ceil(policies.length / columns);
    let tallest = 0;
    for (let c = 0; c < columns; c++) {
      let y = top;
      for (const policy of policies.slice(c * perColumn, (c + 1) * perColumn)) {
        const text = wrap(policy.title, each - 38, 11.5);
        on.append(
          make("text", { x: c * each, y: y + 12, "font-size": 11.5, "font-weight": 650, fill: INK }, letterOf(policy)),
          lines(text, c * each + 22, y + 12, 11.5, { fill: INK }),
        );
        y += text.length * 14.7 + 3;
      }
      tallest = Math.max(tallest, y - top);
    }
    return tallest + 6;
  }

  return { controls: null, draw };
}
