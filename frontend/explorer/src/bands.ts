// One outcome through time: at most four lines, each with its bands; they move as the answer does.
import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { INK, MUTED, PAPER, halo } from "../../src/look";
import { gridline, monthAxis } from "../../src/months";
import { numbers, room } from "../../src/scales";
import { element, make } from "../../src/svg";
import { widthOf } from "../../src/text";
import type { Speech } from "../../src/words";
import type { Band, LineId, Side } from "./contract";
import { saving } from "./saving";
import type { Cell } from "./table_file";
import { LINES, colourOf, figureOf, rangeOf, triple, type Triple } from "./line_and_number_style";

const tenth = (v: number): number => Math.round(v * 10) / 10;

/** A picture of one outcome. */
export interface Outcome {
  id: string;
  title: string;
  unit: string;
  side: Side;
  share: boolean;
  lines: Partial<Record<LineId, Band[]>>;
}

export type Names = Partial<Record<LineId, string>>;

export interface BandChart {
  figure: HTMLElement;
  /** `dates` are ends of months; `names` are those of the lines. */
  show(outcome: Outcome, dates: string[], names: Names): void;
  /** Read the values of a month; null: none. */
  read(k: number | null): void;
  /** Forget the scale: another policy, another place. */
  reset(): void;
  /** Draw again; `wide` where the width of the page is not that of the screen. */
  draw(wide?: number): void;
}

/** The ends and the middle of a line's bands in one month. */
export function at(outcome: Outcome, id: LineId, k: number): Triple | null {
  return triple(outcome.lines[id]?.map((level) => level[k] ?? null));
}

export function bandChart(speech: Speech, onRead: (k: number | null) => void, tall: number, source: () => { place: string; provenance: string }): BandChart {
  const title = element("h3", { class: "of" });
  const unit = element("span", { class: "unit" });
  const told = element("p", { class: "read", "aria-hidden": "true" });
  const canvas = element("div", { class: "drawing" });
  const save = element("div", {});
  const figure = element("figure", { class: "bands" }, element("figcaption", {}, title, unit), canvas, save, told);
  let now: { outcome: Outcome; dates: string[]; names: Names } | null = null;
  let top = 0;
  let drawn = 0;
  let month: number | null = null;
  let showRead: (k: number | null) => void = () => undefined;

  /** It grows while the hand moves and never shrinks: what moves is the band, not the paper. */
  function scaleFor(outcome: Outcome): number {
    const all = LINES.flatMap((id) => (outcome.lines[id] ? [outcome.lines[id]!] : []));
    const widest = all.flatMap((levels) => numbers(levels.at(-1) ?? []));
    const half = all.flatMap((levels) => numbers(levels.at(-2) ?? []));
    if (!outcome.share) return Math.max(top, room(half, widest));
    const most = Math.max(0, ...widest);
    return Math.max(top, most > 0.5 ? 1 : most > 0.25 ? 0.5 : most > 0.1 ? 0.25 : 0.1);
  }

  function draw(width?: number): void {
    if (!now || (!width && canvas.clientWidth < 40)) return;
    const wide = Math.max(220, Math.round(width ?? canvas.clientWidth));
    drawn = width ? 0 : wide;
    canvas.replaceChildren(picture(wide, tall));
    showRead(month);
  }

  function picture(wide: number, tall: number): SVGSVGElement {
    if (!now) return make("svg");
    const { outcome, dates, names } = now;
    const last = dates.length - 1;
    top = scaleFor(outcome);
    const scale = scaleLinear().domain([0, outcome.share ? top : top * 1.04]).range([tall, 0]);
    const most = scale.domain()[1]!;
    const ticks = scale.ticks(3);
    const say = (v: number) => figureOf(speech, v, outcome.share);
    const left = Math.max(...ticks.map((tick) => widthOf(say(tick), 11))) + 8;
    const up = 8;
    const right = wide - 2;
    const x = scaleLinear().domain([-1, last]).range([left, right]);
    const y = (v: number) => up + scale(Math.max(0, Math.min(v, most)));
    const high = up + tall + 20;
    const svg = make("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "img" });
    for (const tick of ticks) {
      gridline(svg, left, right, y(tick));
      svg.append(make("text", { x: left - 6, y: y(tick) + 3.8, "font-size": 11, fill: MUTED, "text-anchor": "end" }, say(tick)));
    }
    const present = LINES.filter((id) => outcome.lines[id]);
    const aside = (id: LineId) => id.endsWith("-default") && present.some((other) => other.endsWith("-yours"));
    for (const id of present) band(svg, id, outcome, x, y, aside(id));
    for (const id of present) median(svg, id, outcome, x, y, aside(id));
    monthAxis(svg, speech, dates, x, up + tall, -1, last);
    const highest = Math.max(0, ...present.flatMap((id) => numbers(outcome.lines[id]!.at(-1)!)));
    if (highest > most)
      svg.append(
        make("text", { x: right - 2, y: up + 8, "font-size": 10.5, fill: INK, "text-anchor": "end", ...halo }, speech.say("beyond", { value: say(highest) })),
      );
    const values = (k: number): string[] =>
      present.map((id) => speech.say("pair", { name: names[id] ?? id, value: rangeOf(speech, at(outcome, id, k), outcome.share) }));
    svg.setAttribute(
      "aria-label",
      `${outcome.title}, ${outcome.unit}. ${speech.say("at_month", { month: speech.month(dates[last]!), values: values(last).join("; ") })}`,
    );
    const rule = make("line", { y1: up, y2: up + tall, stroke: INK, "stroke-width": 1 });
    const dots = present.map((id) => make("circle", { r: 3.4, fill: colourOf(id, outcome.side), stroke: PAPER }));
    const reader = make("g", { visibility: "hidden" }, rule, ...dots);
    const catcher = make("rect", { x: left, y: up, width: right - left, height: tall, fill: "transparent" });
    const under = (event: PointerEvent) => {
      const box = catcher.getBoundingClientRect();
      const k = Math.round(((event.clientX - box.left) / Math.max(1, box.width)) * (last + 1) - 1);
      onRead(Math.max(0, Math.min(last, k)));
    };
    catcher.addEventListener("pointermove", under);
    catcher.addEventListener("pointerdown", under);
    catcher.addEventListener("pointerleave", () => onRead(null));
    svg.append(reader, catcher);
    showRead = (k) => {
      reader.setAttribute("visibility", k === null ? "hidden" : "visible");
      told.textContent = k === null ? "" : speech.say("at_month", { month: speech.month(dates[k]!), values: values(k).join(" · ") });
      if (k === null) return;
      for (const end of ["x1", "x2"]) rule.setAttribute(end, String(tenth(x(k))));
      present.forEach((id, i) => {
        const mid = at(outcome, id, k)?.[1];
        dots[i]!.setAttribute("visibility", mid === undefined ? "hidden" : "inherit");
        dots[i]!.setAttribute("cx", String(tenth(x(k))));
        dots[i]!.setAttribute("cy", String(tenth(y(mid ?? 0))));
      });
    };
    return svg;
  }

  /** The figures behind the picture: a row a month, and for each line its five quantiles. */
  function rows(): Cell[][] {
    if (!now) return [];
    const { outcome, dates, names } = now;
    const present = LINES.filter((id) => outcome.lines[id]);
    const levels = ["low", "lower_quarter", "middle", "upper_quarter", "high"];
    const head = ["month_end", ...present.flatMap((id) => (outcome.lines[id] ?? []).map((_, k) => `${names[id] ?? id}: ${levels[k] ?? k}`))];
    return [head, ...dates.map((date, k): Cell[] => [date, ...present.flatMap((id) => (outcome.lines[id] ?? []).map((level) => level[k] ?? null))])];
  }

  /** For a file: drawn at its own width, with the names of its lines below. */
  function filed(width: number): SVGSVGElement {
    const kept = showRead;
    const svg = picture(width, 300);
    showRead = kept;
    if (!now) return svg;
    const present = LINES.filter((id) => now!.outcome.lines[id]);
    const high = Number(svg.getAttribute("height"));
    present.forEach((id, k) => {
      const y = high + 16 + 18 * k;
      svg.append(
        make("line", { x1: 4, x2: 34, y1: y - 4, y2: y - 4, stroke: colourOf(id, now!.outcome.side), "stroke-width": id.startsWith("baseline") ? 1.5 : 2.4, "stroke-dasharray": id.endsWith("-yours") ? "6 3.5" : null }),
        make("text", { x: 42, y, "font-size": 12, fill: INK }, now!.names[id] ?? id),
      );
    });
    const all = high + 10 + 18 * present.length + 8;
    svg.setAttribute("height", String(all));
    svg.setAttribute("viewBox", `0 0 ${width} ${all}`);
    return svg;
  }

  if (typeof ResizeObserver !== "undefined")
    new ResizeObserver(() => {
      if (Math.abs(canvas.clientWidth - drawn) > 1) draw();
    }).observe(canvas);

  return {
    figure,
    draw,
    show(outcome, dates, names) {
      now = { outcome, dates, names };
      title.textContent = outcome.title;
      unit.textContent = outcome.unit;
      if (figure.dataset.outcome !== outcome.id || !save.firstChild)
        save.replaceChildren(saving({ title: outcome.title, caption: outcome.unit, rows, draw: filed, source }, speech));
      figure.dataset.outcome = outcome.id;
      draw();
    },
    read(k) {
      month = k;
      showRead(k);
    },
    reset() {
      top = 0;
    },
  };
}

type Place = (v: number) => number;

/** Half of the draws and nine in ten; of a baseline nine in ten alone, lest bands hide each other. */
function band(on: SVGElement, id: LineId, outcome: Outcome, x: Place, y: Place, aside: boolean): void {
  const levels = outcome.lines[id]!;
  const colour = colourOf(id, outcome.side);
  const own = id.endsWith("-yours");
  const path = (low: Band, high: Band) =>
    area<number | null>((_, k) => tenth(x(k)), (_, k) => tenth(y(low[k] ?? 0)), (v) => tenth(y(v ?? 0)))
      .defined((v, k) => v !== null && low[k] !== null)(high) ?? "";
  const fade = aside ? 0.45 : 1;
  const wide = make("path", { d: path(levels[0]!, levels.at(-1)!), fill: colour, "fill-opacity": (id.startsWith("baseline") ? 0.13 : 0.16) * fade });
  wide.setAttribute("class", "band");
  wide.dataset.line = id;
  if (own) {
    wide.setAttribute("stroke", colour);
    wide.setAttribute("stroke-width", "0.8");
    wide.setAttribute("stroke-dasharray", "2 3");
    wide.setAttribute("stroke-opacity", "0.7");
  }
  on.append(wide);
  if (levels.length >= 5 && !id.startsWith("baseline"))
    on.append(make("path", { d: path(levels[1]!, levels.at(-2)!), fill: colour, "fill-opacity": 0.2 * fade }));
}

function median(on: SVGElement, id: LineId, outcome: Outcome, x: Place, y: Place, aside: boolean): void {
  const levels = outcome.lines[id]!;
  const path = line<number | null>((_, k) => tenth(x(k)), (v) => tenth(y(v ?? 0))).defined((v) => v !== null)(levels[(levels.length - 1) / 2]!) ?? "";
  on.append(
    make("path", {
      d: path,
      fill: "none",
      stroke: colourOf(id, outcome.side),
      "stroke-width": id.startsWith("baseline") ? 1.5 : 2.2,
      "stroke-dasharray": id.endsWith("-yours") ? "6 3.5" : null,
      "stroke-opacity": aside ? 0.6 : 1,
      "stroke-linejoin": "round",
      class: "median",
      "data-line": id,
    }),
  );
}
