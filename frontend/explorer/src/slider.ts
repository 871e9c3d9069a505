// One thing that can be moved: its name, its value, and a slider; it says where the default stands and how to go back.
import { element, make } from "../../src/svg";
import type { Speech } from "../../src/words";

export interface Movable {
  key: string;
  label: string;
  unit: string;
  min: number;
  max: number;
  step?: number | null;
  /** Where the slider stands when nobody has moved it. */
  rest: number;
  scale?: "linear" | "log";
  /** What is believed at rest: a range, drawn under the slider. */
  prior?: [number, number];
  /** What was learnt of it, drawn over the prior. */
  learnt?: [number, number];
  /** What the value reads as at rest, where that is no number ("all of the range"). */
  atRest?: string;
  share?: boolean;
  /** What stands below the slider: how much of the answer goes with it. */
  below?: HTMLElement;
}

export interface Slide {
  row: HTMLElement;
  /** Take a value from outside; undefined: back at rest. */
  set(value: number | undefined): void;
  input: HTMLInputElement;
}

const STEPS = 200;

export function slide(of: Movable, speech: Speech, moved: (value: number | undefined, settled: boolean) => void, ask: (from: HTMLElement) => void): Slide {
  const log = of.scale === "log" && of.min > 0;
  const place = (v: number): number =>
    log ? (STEPS * Math.log(v / of.min)) / Math.log(of.max / of.min) : (STEPS * (v - of.min)) / (of.max - of.min || 1);
  const value = (at: number): number => {
    const raw = log ? of.min * (of.max / of.min) ** (at / STEPS) : of.min + ((of.max - of.min) * at) / STEPS;
    if (of.step) return tidy(Math.min(of.max, of.min + Math.round((raw - of.min) / of.step) * of.step));
    return Number(raw.toPrecision(3));
  };
  const steps = of.step && !log ? (of.max - of.min) / of.step : STEPS;
  const grain = steps < STEPS ? STEPS / steps : 1;
  const id = `m-${of.key.replace(/[^\w-]+/g, "-")}`;
  const input = element("input", { type: "range", id, min: 0, max: STEPS, step: grain, class: "slide" });
  const told = element("output", { for: id });
  const back = element("button", { type: "button", class: "back" }, speech.say("reset"));
  back.setAttribute("aria-label", speech.say("reset_of", { name: of.label }));
  const why = element("button", { type: "button", class: "why", "aria-haspopup": "dialog", title: speech.say("ask") }, "?");
  why.setAttribute("aria-label", speech.say("ask_of", { name: of.label }));
  why.addEventListener("click", () => ask(why));
  const track = element("div", { class: "track" }, input);
  track.append(marks());
  const row = element(
    "div",
    { class: "row", "data-key": of.key },
    element("div", { class: "row-head" }, element("label", { for: id }, of.label), why),
    element("div", { class: "row-value" }, told, back),
    track,
    ...(of.below ? [of.below] : []),
  );

  /** Where it stands by default, and what is believed: under the slider, on its own scale. */
  function marks(): SVGSVGElement {
    const svg = make("svg", { class: "marks", viewBox: "0 0 200 8", preserveAspectRatio: "none", "aria-hidden": "true" });
    const bar = ([low, high]: [number, number], tall: number, kind: string) => {
      const [a, b] = [low, high].map((v) => Math.max(0, Math.min(STEPS, log && v <= 0 ? 0 : place(v)))) as [number, number];
      svg.append(make("rect", { x: a, y: 3.5 - tall / 2, width: Math.max(1, b - a), height: tall, class: kind }));
    };
    if (of.prior) bar(of.prior, of.learnt ? 1.2 : 3, "prior");
    if (of.learnt) bar(of.learnt, 3.6, "learnt");
    const at = Math.max(0, Math.min(STEPS, place(of.rest)));
    svg.append(make("rect", { x: at - 0.6, y: 0, width: 1.2, height: 8, class: "default" }));
    return svg;
  }

  function tell(now: number | undefined): void {
    const text = now === undefined && of.atRest ? of.atRest : words(now ?? of.rest);
    told.textContent = text;
    input.setAttribute("aria-valuetext", text);
    row.classList.toggle("changed", now !== undefined);
    back.hidden = now === undefined;
  }
  const words = (v: number): string => {
    if (of.share) return speech.percent(v);
    return of.unit ? `${speech.number(v)} ${of.unit}` : speech.number(v);
  };
  function now(): number {
    return value(Number(input.value));
  }
  input.addEventListener("input", () => {
    tell(now());
    moved(now(), false);
  });
  input.addEventListener("change", () => moved(now(), true));
  back.addEventListener("click", () => {
    set(undefined);
    moved(undefined, true);
    input.focus();
  });
  function set(v: number | undefined): void {
    input.value = String(place(v ?? of.rest));
    tell(v);
  }
  set(undefined);
  return { row, set, input };
}

/** Without the dust of binary fractions. */
const tidy = (v: number): number => Number(v.toPrecision(12));
