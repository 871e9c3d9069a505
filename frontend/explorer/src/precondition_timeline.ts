// The preconditions' clock: what others must grant, with what odds, by when; and what the plan costs.
import { MUTED, RULE } from "../../src/look";
import { element, make } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Answer } from "./contract";
import { number } from "./line_and_number_style";

export function clock(answer: Answer, speech: Speech, ask: Asker): HTMLElement {
  const { say } = speech;
  const { conditional, odds, preconditions } = answer.clock ?? { conditional: false, odds: null, preconditions: [] };
  if (!conditional || !odds) return element("p", { class: "quiet" }, say("no_clock"));
  const hint = say("ask");
  const list = element("ol", { class: "clock" });
  const grades = preconditions.map((one) => one.grade);
  let through = 1;
  preconditions.forEach((one) => {
    const before = through;
    through *= one.odds;
    const shown = number(speech.percent(one.odds), (node) => ask.precondition(node, one), hint, "big");
    list.append(
      element(
        "li",
        { class: one.changed ? "changed" : null, "data-kind": one.kind },
        element("span", { class: "what" }, one.title, ...(one.changed ? [" ", element("span", { class: "whose" }, say("changed"))] : [])),
        element("span", { class: "odds" }, shown),
        bar(before, through),
        element("span", { class: "sentence" }, one.sentence),
      ),
    );
  });
  const total = number(chanceOf(speech, odds.starts), (node) => ask.worked(node, say("starts"), odds.sentence, grades), hint, "big");
  const by = [0.1, 0.5, 0.9].map((share) => odds.by?.[String(share)]);
  list.append(
    element(
      "li",
      { class: "all" },
      element("span", { class: "what" }, say("starts")),
      element("span", { class: "odds" }, total),
      bar(1, odds.starts),
      element(
        "span",
        { class: "sentence" },
        by[1] ? say("starts_when", { mid: speech.month(by[1]), low: by[0] ? speech.month(by[0]) : "–", high: by[2] ? speech.month(by[2]) : "–" }) : odds.sentence,
      ),
    ),
    element(
      "li",
      { class: "all" },
      element("span", { class: "what" }, say("lasts")),
      element("span", { class: "odds" }, number(chanceOf(speech, odds.lasts), (node) => ask.worked(node, say("lasts"), odds.sentence, grades), hint, "big")),
      bar(odds.starts, odds.lasts),
      element("span", { class: "sentence" }, say("odds_assumed")),
    ),
  );
  return list;
}

export const chanceOf = (speech: Speech, share: number): string =>
  share > 0 && share < 0.005 ? speech.say("under", { value: speech.percent(0.01) }) : speech.percent(share);

/** How much of the chance is left: what was there before this condition, and what it leaves. */
function bar(before: number, left: number): SVGSVGElement {
  return make(
    "svg",
    { class: "bar", viewBox: "0 0 200 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    make("rect", { x: 0, y: 0, width: 200, height: 10, fill: "#eef1f4" }),
    make("rect", { x: 0, y: 0, width: 200 * before, height: 10, fill: RULE }),
    make("rect", { x: 0, y: 0, width: Math.max(200 * left, left > 0 ? 1 : 0), height: 10, fill: MUTED }),
  );
}

export function planned(answer: Answer, speech: Speech, ask: Asker, grades: (string | null | undefined)[]): HTMLElement | null {
  const plan = answer.clock?.planned;
  if (!plan || !Object.keys(plan).length || !plan.total) return null;
  const hint = speech.say("ask");
  const list = element("dl", { class: "plan" });
  for (const key of ["mission", "programmes", "prisons_built", "prisons_run", "total"]) {
    const value = plan[key];
    if (typeof value !== "number" || (value === 0 && key !== "total")) continue;
    const name = speech.say(PLAN[key]!);
    const text = speech.say("usd", { value: speech.number(value) });
    list.append(
      element("div", { class: key === "total" ? "all" : null }, element("dt", {}, name), element("dd", {}, number(text, (node) => ask.worked(node, `${name}: ${text}`, speech.say("plan_text"), grades, speech.say("plan_source")), hint))),
    );
  }
  return list;
}

const PLAN: Record<string, string> = {
  mission: "plan_mission",
  programmes: "plan_programmes",
  prisons_built: "plan_prisons_built",
  prisons_run: "plan_prisons_run",
  total: "plan_total",
};
