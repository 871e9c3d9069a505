// How lines and numbers look everywhere on the page: the same colour, dash and digits for the same thing.
import { tone } from "../../src/look";
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Band, LineId, Side } from "./contract";

/** In the order in which they are drawn. */
export const LINES: LineId[] = ["baseline-default", "policy-default", "baseline-yours", "policy-yours"];

const SIDES: Record<Side, string> = {
  violence: tone("violence"),
  rights: tone("rights"),
  consent: "#7a3e9d",
  money: "#3d5a1e",
  aftermath: "#3d4956",
};

export const sideColour = (side: Side): string => SIDES[side] ?? SIDES.aftermath;

/** A policy has the colour of what is counted; what it is compared with is grey. */
export const colourOf = (id: LineId, side: Side): string => (id.startsWith("baseline") ? "#5b6673" : sideColour(side));

export type Triple = [number, number, number];

/** The ends and the middle of a band; null where there is no number. */
export function triple(band: Band | undefined | null): Triple | null {
  if (!band?.length) return null;
  const all = [band[0], band[(band.length - 1) / 2], band[band.length - 1]];
  return all.every((v) => typeof v === "number") ? (all as Triple) : null;
}

/**
 * The step to which a figure is rounded, so that chance does not move it past that: two digits; three where the Monte Carlo error is
 * less than half of the third; coarser where the error is larger than the second. The same rule as tregua.results.estimates.step_of.
 */
export function stepOf(value: number, error?: number | null): number {
  if (value === 0 || !Number.isFinite(value)) return 1;
  const power = Math.floor(Math.log10(Math.abs(value)));
  const [two, three] = [10 ** (power - 1), 10 ** (power - 2)];
  if (error === undefined || error === null) return two;
  if (error <= three / 2) return three;
  if (error <= two) return two;
  const unit = 10 ** Math.floor(Math.log10(error));
  return Math.min([1, 2, 5, 10].map((k) => unit * k).find((step) => step >= error)!, 10 ** power);
}

/** A figure and its range, with the digits that its draws earn; shares keep whole per cents. */
export function earned(of: Triple | null, error?: number | null): Triple | null {
  if (!of) return null;
  const near = (v: number, step: number) => Number((Math.round(v / step) * step).toPrecision(12));
  const [low, mid, high] = of;
  return [near(low, stepOf(low)), near(mid, stepOf(mid, error)), near(high, stepOf(high))];
}

// Units come as words in the reader's language.
let shares = new Set(["share"]);
let ratios = new Set(["ratio"]);

/** Learn what shares and ratios are called in the language of the page. */
export function learnUnits(speech: Speech): void {
  shares = new Set(["share", speech.say("unit_share")]);
  ratios = new Set(["ratio", speech.say("unit_ratio")]);
}

export const isShare = (unit: string): boolean => shares.has(unit);

/** The unit as it is told after a number: a share says per cent, a ratio needs none; those of controls come as codes. */
export function unitOf(speech: Speech, unit: string): string {
  if (shares.has(unit) || ratios.has(unit)) return "";
  const key = `u_${unit.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`;
  const known = speech.say(key);
  return known === key ? unit : known;
}

/** Units are shown as words; a share needs none, for its number says per cent. */
export function figureOf(speech: Speech, value: number, share: boolean): string {
  return share ? speech.percent(value) : speech.number(value);
}

/** The middle and the range, apart. */
export function partsOf(speech: Speech, of: Triple | null, share: boolean): [string, string] {
  if (!of) return ["–", ""];
  const [low, mid, high] = of.map((v) => figureOf(speech, v, share));
  return [mid!, speech.say("range", { low: low!, high: high! })];
}

export function rangeOf(speech: Speech, of: Triple | null, share: boolean): string {
  if (!of) return "–";
  const [low, mid, high] = of.map((v) => figureOf(speech, v, share));
  return speech.say("value_range", { mid: mid!, low: low!, high: high! });
}

/** A number with its sign. */
export function signed(speech: Speech, value: number): string {
  const shown = speech.number(value);
  return value > 0 && shown !== "0" ? `+${shown}` : shown;
}

/** A difference with its signs; of shares in points of a hundred. */
export function gapOf(speech: Speech, of: Triple | null, share: boolean): [string, string] {
  if (!of) return ["–", ""];
  const [low, mid, high] = of.map((v) => signed(speech, share ? Math.round(v * 1000) / 10 : v));
  return [share ? speech.say("points", { value: mid! }) : mid!, speech.say("range", { low: low!, high: high! })];
}

/** A number that answers when asked where it comes from. */
export function number(text: string, ask: (from: HTMLElement) => void, hint: string, kind = ""): HTMLButtonElement {
  const button = element("button", { type: "button", class: `tv-number number ${kind}`.trim(), title: hint, "aria-haspopup": "dialog" }, text);
  button.addEventListener("click", () => ask(button));
  return button;
}
