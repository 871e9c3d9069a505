import { MUTED, WARN, WARN_INK, WARN_RULE } from "./look";
import type { Payload, Policy } from "./payload";
import { make } from "./svg";
import { lines, wrap } from "./text";
import type { Speech } from "./words";

/** Where a picture is drawn: on the screen (it answers the pointer), on paper, or in a file of its own. */
export type Mode = "screen" | "paper" | "file";

export interface Stage {
  width: number;
  mode: Mode;
}

/** What every picture has at hand. */
export interface Desk {
  payload: Payload;
  speech: Speech;
  policy(id: string | null | undefined): Policy;
  /** Opens the panel that says where a number comes from. */
  ask(from: Element, heading: string, facts: [string, string][], link?: string): void;
  askSource(from: Element, id: string): boolean;
}

export interface View {
  /** What stands beside the picture on the screen: sliders, buttons. */
  controls: HTMLElement | null;
  /** What is told below the picture, of the mark under the pointer or in focus. */
  below?: HTMLElement;
  /** Draws the picture, or the rows or panels from one to another of it; scales are those of the whole. */
  draw(stage: Stage, slice?: [number, number]): SVGSVGElement;
  /** How many rows or panels there are, and how many a sheet of paper holds: what is longer is drawn in pieces. */
  pieces?: { all: number; sheet: number };
  /** What a saved picture must say besides its title: the month, the policy shown. */
  moment?(): string;
  /** Stop what moves by itself: the picture is going to be replaced. */
  stop?(): void;
  /** Set by the page: draw again, as something that shapes the drawing has changed. */
  onChange?: () => void;
}

export function surface(width: number, height: number, label: string, interactive = false): SVGSVGElement {
  return make("svg", {
    viewBox: `0 0 ${width} ${Math.ceil(height)}`,
    width: width,
    height: Math.ceil(height),
    role: interactive ? "group" : "img",
    "aria-label": label,
  });
}

/** The letter of a policy, if its short name is one. */
export const letterOf = (policy: Policy): string => (policy.short && policy.short.length <= 3 ? policy.short : "");

export const nameOf = (policy: Policy): string => {
  const letter = letterOf(policy);
  return letter && letter !== policy.title ? `${letter}  ${policy.title}` : policy.title;
};

/** What a picture rests on outside the evidence: its own stamps, and those of the policies in it. */
export function stampsOf(desk: Desk, own: string[] | undefined, shown: Iterable<string>): string[] {
  const all = (own ?? []).map((text) => desk.speech.say("outside", { text }));
  const byText = new Map<string, string[]>();
  for (const id of new Set(shown)) {
    const policy = desk.policy(id);
    for (const text of policy.stamps ?? [])
      if (!own?.some((one) => one.includes(text))) byText.set(text, [...(byText.get(text) ?? []), letterOf(policy) || policy.title]);
  }
  for (const [text, who] of byText) {
    const named = desk.speech.say("stamp_of", { policy: who.join(", "), text });
    all.push(desk.speech.say("outside", { text: named }));
  }
  return all;
}

/** Prints the stamps on the picture; returns the height they take. */
export function drawStamps(on: SVGElement, stamps: string[], y: number, width: number): number {
  if (!stamps.length) return 0;
  const size = 11.5;
  const text = stamps.flatMap((one) => wrap(one, width - 22, size, true));
  const height = text.length * size * 1.28 + 10;
  on.append(
    make(
      "g",
      { class: "tv-stamp" },
      make("rect", { x: 0, y, width, height, fill: WARN }),
      make("rect", { x: 0, y, width: 5, height, fill: WARN_RULE }),
      lines(text, 14, y + 15.5, size, { fill: WARN_INK, "font-weight": 650 }),
    ),
  );
  return height + 8;
}

/** A small grey note; returns the height it takes. */
export function drawNote(on: SVGElement, text: string, x: number, y: number, width: number, size = 11): number {
  const all = wrap(text, width, size);
  on.append(lines(all, x, y + size, size, { fill: MUTED }));
  return all.length * size * 1.28 + 4;
}
