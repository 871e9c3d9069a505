// The answer page: the policies side by side, with deaths, people held, chance of starting and money, and a mark on each.
import { INK, MUTED, RULE, tone } from "../../src/look";
import { element, make } from "../../src/svg";
import { lines as textLines, wrap } from "../../src/text";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { AnswerPage, Estimated, Mark, PolicyShown } from "./contract";
import { saving } from "./saving";
import type { Cell } from "./table_file";

export const OUTCOMES = ["deaths", "held", "money"] as const;
type OutcomeId = (typeof OUTCOMES)[number];

const COLOURS: Record<OutcomeId, string> = { deaths: tone("violence"), held: tone("rights"), money: "#3d5a1e" };
const SIGNS: Record<Mark["status"], string> = { held: "●", failed: "✕", "never tested": "○", assumed: "◇" };

/** A mark: whether a figure was tested, and how it fared; it says more when asked. */
export function markOf(mark: Mark, name: string, ask: Asker): HTMLElement {
  const sign = element("button", { type: "button", class: `mark mark-${mark.status.replace(" ", "-")}`, "aria-haspopup": "dialog" });
  sign.append(element("span", { "aria-hidden": "true" }, SIGNS[mark.status]), " ", mark.text);
  sign.addEventListener("click", () => ask.facts(sign, `${name}: ${mark.text}`, [["tested_on", mark.detail]]));
  return sign;
}

/** Ten dots, of which as many are full as the chance has tenths. */
export function dotsOf(dots: number): SVGSVGElement {
  const svg = make("svg", { class: "dots", viewBox: "0 0 100 10", "aria-hidden": "true" });
  for (let k = 0; k < 10; k += 1) {
    const part = Math.max(0, Math.min(1, dots - k));
    svg.append(make("circle", { cx: 5 + 10 * k, cy: 5, r: 3.9, fill: "none", stroke: MUTED, "stroke-width": 1 }));
    if (part > 0) svg.append(make("rect", { x: 1.1 + 10 * k, y: 1.1, width: 7.8 * part, height: 7.8, rx: 3.9, fill: INK }));
  }
  return svg;
}

/** The range as a bar and the middle as a dot, on the scale of its column. */
function strip(of: Estimated, most: number, colour: string, grey: boolean): SVGSVGElement {
  const svg = make("svg", { class: "reach", viewBox: "0 0 200 12", preserveAspectRatio: "none", "aria-hidden": "true" });
  const x = (v: number) => 2 + (196 * Math.max(0, Math.min(v, most))) / (most || 1);
  const ink = grey ? MUTED : colour;
  svg.append(
    make("line", { x1: 2, x2: 198, y1: 6, y2: 6, stroke: RULE, "stroke-width": 1 }),
    make("line", { x1: x(of.low), x2: Math.max(x(of.high), x(of.low) + 1), y1: 6, y2: 6, stroke: ink, "stroke-width": 5, "stroke-opacity": 0.4 }),
    make("line", { x1: x(of.median), x2: x(of.median), y1: 0.5, y2: 11.5, stroke: ink, "stroke-width": 3 }),
  );
  return svg;
}

export interface Policies {
  root: HTMLElement;
  show(page: AnswerPage, chosen: string): void;
  /** Another policy is asked about; the figures stay. */
  choose(chosen: string): void;
  wait(text: string): void;
}

export function policies(speech: Speech, ask: Asker, choose: (scenario: string) => void, all: (on: boolean) => void): Policies {
  const { say } = speech;
  const box = element("div", { class: "policies-box" });
  const status = element("p", { class: "quiet policies-status", role: "status" });
  const more = element("button", { type: "button", class: "tv-button", "aria-pressed": "false" }, say("all_policies"));
  more.addEventListener("click", () => {
    const on = more.getAttribute("aria-pressed") !== "true";
    more.setAttribute("aria-pressed", String(on));
    more.textContent = say(on ? "four_policies" : "all_policies");
    all(on);
  });
  const root = element("section", { class: "policies", "aria-labelledby": "h-policies" }, element("h2", { id: "h-policies", class: "unseen" }, say("policies_title")), status, box);

  function figure(policy: PolicyShown, id: OutcomeId, most: number): HTMLElement {
    const of = policy.outcomes[id];
    const failed = of.level.grey;
    const open = (from: HTMLElement) =>
      ask.facts(from, `${policy.title}: ${of.title}, ${of.text} (${of.range_text})`, [
        ["f_unit", of.unit], ["f_members", String(of.draws)], ["by_chance", of.error_text], ["mark_level", `${of.level.text}. ${of.level.detail}`],
        ["mark_effect", of.effect ? `${of.effect.text}. ${of.effect.detail}` : ""], ["source", say("model_source")], ["basis", page!.basis],
      ]);
    const number = element("button", { type: "button", class: "tv-number number", "aria-haspopup": "dialog", title: say("ask") }, element("b", {}, of.text), " ", element("span", { class: "range" }, of.range_text));
    number.addEventListener("click", () => open(number));
    const cell = element("td", { class: failed ? "greyed" : null, "data-label": of.title }, element("div", { class: "shown" }, number, strip(of, most, COLOURS[id], failed)));
    const inside = cell.firstElementChild!;
    for (const one of of.readings) inside.append(element("p", { class: "reading" }, say("pair", { name: one.title, value: `${one.text} (${one.range_text})` })));
    if (of.effect) inside.append(markOf(of.effect, `${policy.title}, ${of.title}`, ask));
    return cell;
  }

  let page: AnswerPage | null = null;

  function table(found: AnswerPage, chosen: string): HTMLElement {
    const first = found.policies[0]!;
    const most = Object.fromEntries(OUTCOMES.map((id) => [id, Math.max(...found.policies.map((one) => one.outcomes[id].high))])) as Record<OutcomeId, number>;
    const head = element(
      "tr",
      {},
      element("th", { scope: "col" }, say("policy")),
      ...OUTCOMES.map((id) => {
        const of = first.outcomes[id];
        return element("th", { scope: "col" }, of.title, " ", element("span", { class: "unit" }, of.unit), markOf(of.level, of.title, ask));
      }),
      element("th", { scope: "col" }, say("chance_it_starts")),
    );
    const rows = found.policies.map((policy) => {
      const name = element("button", { type: "button", class: "choose" }, policy.title);
      if (policy.scenario === chosen) name.setAttribute("aria-current", "true");
      if (policy.baseline) name.disabled = true;
      name.addEventListener("click", () => choose(policy.scenario));
      const title = element("th", { scope: "row" }, name);
      const chance = policy.chance;
      const starts = element("td", { "data-label": say("chance_it_starts") });
      if (chance) {
        const told = element("div", { class: "shown" }, dotsOf(chance.dots), element("span", {}, chance.text, " ", element("span", { class: "range" }, chance.range_text)), markOf(chance.mark, `${policy.title}, ${say("chance_it_starts")}`, ask));
        starts.append(told);
      } else starts.append(element("div", { class: "shown" }, say("needs_nobody")));
      return element("tr", { class: policy.baseline ? "baseline" : policy.scenario === chosen ? "chosen" : null }, title, ...OUTCOMES.map((id) => figure(policy, id, most[id])), starts);
    });
    return element("table", { class: "four" }, element("thead", {}, head), element("tbody", {}, ...rows));
  }

  const self: Policies = {
    root,
    choose(chosen) {
      if (page) self.show(page, chosen);
    },
    wait(text) {
      status.textContent = text;
      root.classList.toggle("stale", !!text);
    },
    show(found, chosen) {
      page = found;
      status.textContent = "";
      root.classList.remove("stale");
      const bar = saving(
        {
          title: say("policies_title"),
          caption: found.finding.text,
          rows: () => rowsOf(found),
          draw: (width) => drawn(found, width, speech),
          source: () => ({ place: found.place_title, provenance: `Tregua · ${found.basis} · ${found.draws} ${say("draws")}` }),
        },
        speech,
      );
      bar.prepend(more);
      box.replaceChildren(element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": say("policies_title") }, table(found, chosen)), bar);
    },
  };
  return self;
}

function rowsOf(found: AnswerPage): Cell[][] {
  const head: Cell[] = ["policy", "title", "chance_starts", ...OUTCOMES.flatMap((id) => [id, `${id}_low`, `${id}_high`, `${id}_monte_carlo_error`, `${id}_level`, `${id}_effect`])];
  return [
    head,
    ...found.policies.map((one): Cell[] => [
      one.policy, one.title, one.chance?.starts ?? null,
      ...OUTCOMES.flatMap((id): Cell[] => {
        const of = one.outcomes[id];
        return [of.median, of.low, of.high, of.error, of.level.text, of.effect?.text ?? ""];
      }),
    ]),
  ];
}

/** The same as one picture, for slides and messages. */
function drawn(found: AnswerPage, width: number, speech: Speech): SVGSVGElement {
  const left = Math.round(width * 0.26);
  const wide = (width - left) / OUTCOMES.length;
  const most = Object.fromEntries(OUTCOMES.map((id) => [id, Math.max(...found.policies.map((one) => one.outcomes[id].high))])) as Record<OutcomeId, number>;
  const tall = 74;
  const high = 34 + tall * found.policies.length;
  const svg = make("svg", { viewBox: `0 0 ${width} ${high}`, width, height: high, role: "img", "aria-label": found.finding.text });
  OUTCOMES.forEach((id, k) => {
    const of = found.policies[0]!.outcomes[id];
    svg.append(textLines(wrap(`${of.title} (${of.unit})`, wide - 20, 12, true, 2), left + k * wide, 12, 12, { fill: COLOURS[id], "font-weight": 650 }));
  });
  found.policies.forEach((policy, row) => {
    const y = 40 + row * tall;
    svg.append(make("line", { x1: 0, x2: width, y1: y - 8, y2: y - 8, stroke: RULE }));
    svg.append(textLines(wrap(policy.title, left - 16, 13, true, 3), 0, y + 8, 13, { fill: INK, "font-weight": 650 }));
    const chance = policy.chance ? `${speech.say("chance_it_starts")}: ${policy.chance.text}` : "";
    if (chance) svg.append(make("text", { x: 0, y: y + 56, "font-size": 11, fill: MUTED }, chance));
    OUTCOMES.forEach((id, k) => {
      const of = policy.outcomes[id];
      const x = (v: number) => left + k * wide + ((wide - 24) * Math.max(0, Math.min(v, most[id]))) / (most[id] || 1);
      const ink = of.level.grey ? MUTED : COLOURS[id];
      svg.append(
        make("text", { x: left + k * wide, y: y + 8, "font-size": 14, "font-weight": 650, fill: INK }, of.text),
        make("text", { x: left + k * wide, y: y + 24, "font-size": 11, fill: MUTED }, of.range_text),
        make("line", { x1: x(of.low), x2: x(of.high), y1: y + 36, y2: y + 36, stroke: ink, "stroke-width": 6, "stroke-opacity": 0.4 }),
        make("line", { x1: x(of.median), x2: x(of.median), y1: y + 30, y2: y + 42, stroke: ink, "stroke-width": 3 }),
        make("text", { x: left + k * wide, y: y + 56, "font-size": 10.5, fill: MUTED }, [of.level.text, of.effect?.text].filter(Boolean).join(" · ").slice(0, 52)),
      );
    });
  });
  return svg;
}
