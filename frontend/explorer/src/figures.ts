// The four figures at the head: violence, rights, support, money, each with its difference and its range.
import { scaleLinear } from "d3-scale";
import { INK, MUTED, RULE } from "../../src/look";
import { element, make } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Answer, Belief, LineId, Total } from "./contract";
import { earned, gapOf, isShare, number, rangeOf, sideColour, triple, type Triple } from "./line_and_number_style";

/** Rights beside security, always: one row each, and both readings of who is held. */
export const HEAD: [string, string][] = [
  ["deaths", ""],
  ["arbitrary_years", "official"],
  ["arbitrary_years", "ngo"],
  ["support_host", ""],
  ["cost", ""],
];

export function headFigures(answer: Answer, speech: Speech, ask: Asker): HTMLElement {
  const box = element("div", { class: "figures" });
  const found = HEAD.map(([id, reading]) => answer.totals.find((one) => one.id === id && one.reading === reading)).filter(
    (one): one is Total => !!one,
  );
  for (const total of found) box.append(card(total, answer, speech, ask));
  return box;
}

export const titleOf = (total: Total, speech: Speech): string => {
  const key = `t_${total.id}`;
  const own = speech.say(key);
  const title = own === key ? total.title : own;
  return total.reading_title ? `${title} · ${total.reading_title}` : title;
};

function card(total: Total, answer: Answer, speech: Speech, ask: Asker): HTMLElement {
  const share = isShare(total.unit);
  const hint = speech.say("ask");
  const title = titleOf(total, speech);
  const open = (text: string) => (from: HTMLElement) => ask.total(from, total, `${title}: ${text}`);
  const sure = (of: Triple | null, error: string) => (share ? of : earned(of, total.error[error]));
  const yours = sure(triple(total.difference.yours), "difference-yours");
  const usual = sure(triple(total.difference.default), "difference-default");
  const rows: HTMLElement[] = [];
  const line = (of: Triple | null, belief: Belief) => {
    const [middle, range] = gapOf(speech, of, share);
    const shown = element("p", { class: `gap ${belief}` });
    const one = number("", open(`${middle} (${range})`), hint, "big");
    one.append(element("b", {}, middle), " ", ...(belief === "yours" ? [element("span", { class: "whose" }, speech.say("yours")), " "] : []), element("span", { class: "range" }, range));
    one.setAttribute("aria-label", `${title}, ${speech.say(belief === "yours" ? "difference_yours" : "difference")}: ${middle} (${range})`);
    shown.append(one);
    return shown;
  };
  if (usual || !total.lines["policy-default"]) rows.push(line(usual, "default"));
  if (yours) rows.push(line(yours, "yours"));
  const lines: LineId[] = yours ? ["baseline-yours", "policy-yours"] : ["baseline-default", "policy-default"];
  const from = total.lines[lines[0]!] ?? total.lines["baseline-default"];
  const to = total.lines[lines[1]!] ?? total.lines["policy-default"];
  const levels = element("p", { class: "levels" });
  const level = (key: string, band: typeof from, id: LineId) => {
    if (!band) return;
    const text = rangeOf(speech, sure(triple(band), id), share);
    levels.append(element("span", {}, speech.say(key), " ", number(text, open(text), hint)));
  };
  if (yours) levels.append(element("span", { class: "whose" }, speech.say("yours")));
  level("without", from, lines[0]!);
  level("with", to, lines[1]!);
  const box = element(
    "div",
    { class: `figure side-${total.side}${yours ? " two" : ""}`, "data-total": total.id, "data-reading": total.reading || null },
    element("div", { class: "named" }, element("h3", {}, title), element("p", { class: "unit" }, share ? speech.say("points_unit") : total.unit)),
    element("div", { class: "gaps" }, ...rows),
    strip(usual, yours, sideColour(total.side), answer.kind),
    levels,
  );
  return box;
}

/** The difference on a line through nought: a dot for the middle, a bar for nine draws in ten; dashed under your beliefs. */
function strip(usual: Triple | null, yours: Triple | null, colour: string, kind: string): SVGSVGElement {
  const wide = 170;
  const high = yours && usual ? 32 : 20;
  const svg = make("svg", { class: "strip", viewBox: `0 0 ${wide} ${high}`, "aria-hidden": "true", "data-kind": kind });
  const all = [usual, yours].filter((one): one is Triple => !!one);
  const reach = Math.max(1e-12, ...all.flatMap((one) => one.map(Math.abs)));
  const x = scaleLinear().domain([-reach, reach]).range([4, wide - 4]);
  svg.append(make("line", { x1: 4, x2: wide - 4, y1: high / 2, y2: high / 2, stroke: RULE, "stroke-width": 1 }));
  svg.append(make("line", { x1: x(0), x2: x(0), y1: 0, y2: high, stroke: MUTED, "stroke-width": 1 }));
  all.forEach((one, k) => {
    const own = one === yours;
    const y = all.length > 1 ? (k ? high - 8 : 8) : high / 2;
    const [low, mid, top] = one.map((v) => x(v)) as Triple;
    svg.append(
      make("line", { x1: low, x2: top, y1: y, y2: y, stroke: colour, "stroke-width": 4, "stroke-opacity": own ? 0.75 : 0.38, "stroke-dasharray": own ? "5 2.5" : null }),
      make("circle", { cx: mid, cy: y, r: 4.4, fill: own ? "#fff" : colour, stroke: own ? colour : INK, "stroke-width": own ? 2 : 0 }),
    );
  });
  return svg;
}
