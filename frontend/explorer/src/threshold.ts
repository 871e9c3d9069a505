// What would have to be true: one assumption, or one number of the policy, is moved over its range until the answer turns.
import { scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import { INK, MUTED, RULE, tone } from "../../src/look";
import { element, make } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Server } from "./api";
import type { Assumption, Control, PlaceOf, Question } from "./contract";
import { figureOf, isShare, triple, unitOf, type Triple } from "./line_and_number_style";
import { saving } from "./saving";

const STEPS = 9;

export interface Point {
  at: number;
  gap: Triple;
}

export interface Crossing {
  /** Where the middle changes its sign; null where it does not within the range. */
  middle: number | null;
  /** From where on nearly all draws agree that there are fewer; null where that is nowhere. */
  sure: number | null;
}

/** Between two points a straight line is drawn: the crossing is as exact as the points are near. */
export function crossing(points: Point[]): Crossing {
  const cross = (value: (one: Point) => number): number | null => {
    for (let k = 1; k < points.length; k += 1) {
      const [a, b] = [points[k - 1]!, points[k]!];
      const [u, v] = [value(a), value(b)];
      if (u === 0) return a.at;
      if (u < 0 !== v < 0) return a.at + ((b.at - a.at) * u) / (u - v);
    }
    return null;
  };
  return { middle: cross((one) => one.gap[1]), sure: cross((one) => one.gap[2]) };
}

export function steps(of: { min: number; max: number; scale?: string }, n = STEPS): number[] {
  const log = of.scale === "log" && of.min > 0;
  return Array.from({ length: n }, (_, k) => {
    const share = k / (n - 1);
    return Number((log ? of.min * (of.max / of.min) ** share : of.min + (of.max - of.min) * share).toPrecision(4));
  });
}

export interface Thresholds {
  root: HTMLElement;
  /** Another policy or place: what can be moved is another. */
  begin(): void;
  stop(): void;
}

interface Around {
  speech: Speech;
  server: Server;
  place: () => PlaceOf;
  question: () => Question;
}

export function thresholds({ speech, server, place, question }: Around): Thresholds {
  const { say } = speech;
  const pick = element("select", { id: "threshold-of" });
  const outcome = element("select", { id: "threshold-outcome" });
  for (const [id, key] of [["deaths", "t_deaths"], ["arbitrary_years", "t_arbitrary_years"], ["cost", "t_cost"]] as const) outcome.append(element("option", { value: id }, say(key)));
  const act = element("button", { type: "button", class: "tv-button" }, say("threshold_find"));
  const told = element("p", { class: "threshold-told", role: "status" });
  const picture = element("div", { class: "drawing" });
  const root = element(
    "div",
    { class: "threshold" },
    element("div", { class: "asked" }, element("label", {}, say("threshold_of"), " ", pick), element("label", {}, say("threshold_outcome"), " ", outcome), act),
    told,
    picture,
  );
  let turn = 0;

  type Movable = { kind: "a"; of: Assumption } | { kind: "c"; of: Control };
  const known = new Map<string, Movable>();

  function begin(): void {
    turn += 1;
    known.clear();
    const here = place();
    const policy = here.policies.find((one) => one.id === question().policy);
    const ranked = here.assumptions.filter((one) => one.effect).sort((a, b) => b.effect!.total - a.effect!.total);
    const others = here.assumptions.filter((one) => !one.effect);
    const group = (label: string, all: Movable[]) => {
      const made = element("optgroup", { label });
      for (const one of all) {
        const key = `${one.kind}.${one.of.id}`;
        known.set(key, one);
        made.append(element("option", { value: key }, one.kind === "a" ? one.of.meaning : `${one.of.group}: ${one.of.label}`));
      }
      return made;
    };
    pick.replaceChildren(
      group(say("by_effect"), ranked.map((of) => ({ kind: "a", of }))),
      group(say("done"), (policy?.controls ?? []).map((of) => ({ kind: "c", of }))),
      group(say("held"), others.map((of) => ({ kind: "a", of }))),
    );
    told.textContent = "";
    picture.replaceChildren();
  }

  async function find(): Promise<void> {
    const mine = ++turn;
    const one = known.get(pick.value);
    if (!one) return;
    const asked = question();
    const id = outcome.value;
    const points: Point[] = [];
    const values = steps(one.of);
    try {
      for (const [k, at] of values.entries()) {
        told.textContent = say("threshold_working", { done: String(k), of: String(values.length) });
        const moved = one.kind === "a" ? { assumptions: { ...asked.assumptions, [one.of.id]: at } } : { controls: { ...asked.controls, [one.of.id]: at } };
        const found = await server.answer({ ...asked, ...moved, dragging: true, parts: ["totals"], totals: [id] });
        if (mine !== turn) return;
        const total = found.totals.find((each) => each.id === id && each.reading !== "ngo");
        const gap = triple(total?.difference[one.kind === "a" ? "yours" : found.totals[0]?.difference.yours ? "yours" : "default"]);
        if (gap) points.push({ at, gap });
      }
    } catch {
      if (mine === turn) told.textContent = say("threshold_failed");
      return;
    }
    show(one, points, id);
  }

  function show(one: Movable, points: Point[], id: string): void {
    const share = isShare(one.of.unit);
    const unit = unitOf(speech, one.of.unit);
    const print = (v: number) => `${figureOf(speech, v, share)}${!share && unit ? ` ${unit}` : ""}`;
    const name = one.kind === "a" ? one.of.meaning : `${one.of.group}: ${one.of.label}`;
    const { middle, sure } = crossing(points);
    const least = points[0]!;
    const most = points.at(-1)!;
    const what = say(`t_${id}`);
    const said = [
      middle === null
        ? say(least.gap[1] < 0 ? "threshold_never_fewer" : "threshold_never_more", { outcome: what, name, low: print(least.at), high: print(most.at) })
        : say(least.gap[1] < 0 ? "threshold_above" : "threshold_below", { outcome: what, name, value: print(middle) }),
      sure === null ? say(points.every((p) => p.gap[2] < 0) ? "threshold_all_sure" : "threshold_none_sure") : say(least.gap[2] < 0 ? "threshold_sure_below" : "threshold_sure_above", { value: print(sure) }),
      say("threshold_note", { n: String(points.length) }),
    ];
    told.textContent = said.join(" ");
    const draw = (width: number) => drawn(points, one.of, width, print, speech, middle, `${name}. ${said[0]!}`, id);
    const svg = draw(Math.max(280, Math.min(720, Math.round(picture.clientWidth) || 600)));
    const bar = saving(
      {
        title: `${what}: ${name}`,
        caption: said[0],
        rows: () => [[one.of.id, `${id}_low`, id, `${id}_high`], ...points.map((p) => [p.at, ...p.gap])],
        draw,
        source: () => ({ place: place().title, provenance: say("quick_text") }),
      },
      speech,
    );
    picture.replaceChildren(svg, bar);
  }

  act.addEventListener("click", () => void find());
  return { root, begin, stop: () => void (turn += 1) };
}

function drawn(points: Point[], of: { scale?: string; min: number; max: number }, width: number, print: (v: number) => string, speech: Speech, middle: number | null, label: string, id: string): SVGSVGElement {
  const [left, up, tall] = [64, 10, 170];
  const svg = make("svg", { viewBox: `0 0 ${width} ${up + tall + 34}`, width, height: up + tall + 34, role: "img", "aria-label": label });
  const ends: [number, number] = [points[0]!.at, points.at(-1)!.at];
  const x = (of.scale === "log" && of.min > 0 ? scaleLog().domain(ends) : scaleLinear().domain(ends)).range([left, width - 10]);
  const all = points.flatMap((p) => p.gap);
  const y = scaleLinear().domain([Math.min(0, ...all), Math.max(0, ...all)]).nice(4).range([up + tall, up]);
  const colour = id === "deaths" ? tone("violence") : id === "cost" ? "#3d5a1e" : tone("rights");
  for (const tick of y.ticks(4)) {
    svg.append(make("line", { x1: left, x2: width - 10, y1: y(tick), y2: y(tick), stroke: tick === 0 ? INK : RULE, "stroke-width": tick === 0 ? 1.4 : 1 }));
    svg.append(make("text", { x: left - 6, y: y(tick) + 4, "font-size": 11, fill: MUTED, "text-anchor": "end" }, speech.number(tick)));
  }
  const band = area<Point>((p) => x(p.at), (p) => y(p.gap[0]), (p) => y(p.gap[2]))(points) ?? "";
  const path = line<Point>((p) => x(p.at), (p) => y(p.gap[1]))(points) ?? "";
  svg.append(make("path", { d: band, fill: colour, "fill-opacity": 0.18 }), make("path", { d: path, fill: "none", stroke: colour, "stroke-width": 2.2 }));
  for (const p of points) svg.append(make("circle", { cx: x(p.at), cy: y(p.gap[1]), r: 3, fill: colour }));
  if (middle !== null) svg.append(make("line", { x1: x(middle), x2: x(middle), y1: up, y2: up + tall, stroke: INK, "stroke-dasharray": "4 3" }));
  svg.append(make("text", { x: left, y: up + tall + 20, "font-size": 11, fill: MUTED }, print(ends[0])));
  svg.append(make("text", { x: width - 10, y: up + tall + 20, "font-size": 11, fill: MUTED, "text-anchor": "end" }, print(ends[1])));
  return svg;
}
