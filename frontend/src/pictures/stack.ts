// Where a total falls: one bar a policy, cut in parts; the whole and its range stand at the end of the name.
import { scaleLinear } from "d3-scale";
import { INK, MUTED, PAPER, PARTS, RULE, halo } from "../look";
import type { StackPicture } from "../payload";
import { numbers, room } from "../scales";
import { drawStamps, letterOf, stampsOf, surface, type Desk, type Stage, type View } from "../stage";
import { make } from "../svg";
import { clip, lines, widthOf, wrap } from "../text";

const BAR = 17;

/** White strokes over a part, so that parts differ by more than their colour. */
const TEXTURES: ((id: string) => SVGPatternElement | null)[] = [
  () => null,
  (id) => pattern(id, "M0 6L6 0M-1.5 1.5L1.5 -1.5M4.5 7.5L7.5 4.5"),
  (id) => pattern(id, "M3 0V6"),
  (id) => pattern(id, "M0 3H6"),
  () => null,
  (id) => pattern(id, "M0 0L6 6M4.5 -1.5L7.5 1.5M-1.5 4.5L1.5 7.5"),
];

function pattern(id: string, d: string): SVGPatternElement {
  return make(
    "pattern",
    { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    make("path", { d, stroke: PAPER, "stroke-width": 1, "stroke-opacity": 0.6, fill: "none" }),
  );
}

let drawings = 0;

export function stack(picture: StackPicture, desk: Desk): View {
  const { speech } = desk;
  const colour = (k: number) => picture.parts[k]!.colour ?? PARTS[k % PARTS.length]!;

  function draw(stage: Stage, slice: [number, number] = [0, picture.rows.length]): SVGSVGElement {
    const wide = stage.width;
    const mine = `tv-texture-${++drawings}`;
    const svg = surface(wide, 10, `${picture.title}. ${picture.caption ?? ""} ${speech.say("table_below")}`);
    const defs = make("defs");
    const textured = picture.parts.map((_, k) => {
      const made = TEXTURES[k % TEXTURES.length]!(`${mine}-${k}`);
      if (made) defs.append(made);
      return made ? `url(#${mine}-${k})` : null;
    });
    svg.append(defs);
    const block = (x: number, y: number, w: number, h: number, k: number) => {
      const how = { x, y, width: w, height: h };
      svg.append(make("rect", { ...how, fill: colour(k), stroke: PAPER, "stroke-width": 0.8 }));
      if (textured[k]) svg.append(make("rect", { ...how, fill: textured[k] }));
    };

    let y = drawStamps(svg, stampsOf(desk, picture.stamps, picture.rows.map((r) => r.policy)), 0, wide);
    let at = 0;
    picture.parts.forEach((part, k) => {
      const length = 20 + widthOf(part.label, 11.5);
      if (at > 0 && at + length > wide) [at, y] = [0, y + 19];
      block(at, y + 2, 14, 12, k);
      svg.append(make("text", { x: at + 20, y: y + 12.5, "font-size": 11.5, fill: INK }, part.label));
      at += length + 18;
    });
    y += 28;

    const totals = picture.rows.map((row) => numbers(row.values).reduce((a, b) => a + b, 0));
    const most = room(totals, [...totals, ...numbers(picture.rows.map((r) => r.high))]) * 1.02;
    const x = scaleLinear().domain([0, most]).range([0, wide - 12]).clamp(true);
    const start = y;
    const drawn: SVGElement[] = [];
    const grid = make("g");
    svg.append(grid);
    picture.rows.forEach((row, i) => {
      if (i < slice[0] || i >= slice[1]) return;
      const policy = desk.policy(row.policy);
      const total = totals[i]!;
      const value =
        typeof row.low === "number" && typeof row.high === "number"
          ? speech.say("value_range", { mid: speech.number(total), low: speech.number(row.low), high: speech.number(row.high) })
          : speech.number(total);
      const letter = letterOf(policy);
      const right = widthOf(value, 11.5);
      const name = row.label ?? policy.title;
      const below = right + widthOf(name, 12.5, true) + 34 > wide;
      const text = wrap(name, below ? wide - 26 : wide - right - 34, 12.5, true, 2);
      const indent = letter ? 20 : 0;
      if (letter) svg.append(make("text", { x: 0, y: y + 13, "font-size": 12.5, "font-weight": 650, fill: MUTED }, letter));
      svg.append(lines(text, indent, y + 13, 12.5, { fill: INK, "font-weight": 650, ...halo }));
      let high = text.length * 16 + 2;
      if (below && right + widthOf(text[text.length - 1]!, 12.5, true) + 34 > wide) high += 15;
      svg.append(make("text", { x: wide - 4, y: y + high - 5, "font-size": 11.5, fill: INK, "text-anchor": "end", ...halo }, value));
      y += high;
      let from = 0;
      row.values.forEach((v, k) => {
        if (typeof v !== "number" || v <= 0) return;
        const [a, b] = [x(from), x(from + v)];
        block(a, y, b - a, BAR, k);
        const inside = speech.number(v);
        const size = 10.5;
        if (b - a > widthOf(inside, size, true) + 12) {
          const middle = (a + b) / 2;
          const half = widthOf(inside, size, true) / 2 + 3;
          drawn.push(
            make("rect", { x: middle - half, y: y + 2.5, width: 2 * half, height: BAR - 5, rx: 2, fill: PAPER, "fill-opacity": 0.9 }),
            make("text", { x: middle, y: y + 12.3, "font-size": size, "font-weight": 650, fill: INK, "text-anchor": "middle" }, inside),
          );
        }
        from += v;
      });
      y += BAR + 3;
      if (typeof row.low === "number" && typeof row.high === "number") {
        const [a, b] = [x(row.low), x(row.high)];
        const end = row.high > most ? `M${b - 5} ${y - 1}l5 4l-5 4` : `M${b} ${y}v6`;
        svg.append(make("path", { d: `M${a} ${y}v6M${a} ${y + 3}H${b}${end}`, fill: "none", stroke: INK, "stroke-width": 1.2 }));
      }
      y += 16;
    });
    svg.append(...drawn);
    for (const tick of x.ticks(Math.max(2, Math.floor(wide / 120)))) {
      grid.append(make("line", { x1: x(tick), x2: x(tick), y1: start, y2: y, stroke: RULE }));
      const text = speech.number(tick);
      const anchor = tick === 0 ? "start" : x(tick) + widthOf(text, 10.5) / 2 > wide ? "end" : "middle";
      svg.append(make("text", { x: x(tick), y: y + 13, "font-size": 10.5, fill: MUTED, "text-anchor": anchor }, text));
    }
    y += 19;
    if (picture.unit) {
      svg.append(make("text", { x: 0, y: y + 11, "font-size": 11, fill: MUTED }, clip(picture.unit, wide, 11)));
      y += 18;
    }
    svg.setAttribute("viewBox", `0 0 ${wide} ${Math.ceil(y)}`);
    svg.setAttribute("height", String(Math.ceil(y)));
    return svg;
  }

  return { controls: null, draw, pieces: { all: picture.rows.length, sheet: 13 } };
}
