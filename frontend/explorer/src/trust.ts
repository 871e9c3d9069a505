// How right was it? Scores where there are some; else plainly that there are none, and the model held against what was seen.
import { fan } from "../../src/pictures/fan";
import type { FanPicture, Payload } from "../../src/payload";
import type { Desk } from "../../src/stage";
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Server } from "./api";
import { wide } from "./carry";
import type { Boot, Case, Score, Trust } from "./contract";
import { number, rangeOf, triple } from "./looks";
import { dayIn, ends } from "./months";

export interface TrustScreen {
  root: HTMLElement;
  draw(mode: "screen" | "paper"): void;
}

export async function trustScreen(place: { id: string; title: string }, boot: Boot, speech: Speech, server: Server, ask: Asker): Promise<TrustScreen> {
  const { say } = speech;
  const found = await server.trust(place.id);
  const root = element(
    "div",
    { class: "text-screen" },
    element("p", { class: "kicker" }, place.title),
    element("h1", {}, say("nav_trust")),
    element("div", { class: found.scored ? "lead" : "lead plainly" }, ...found.sentences.map((one) => element("p", {}, one))),
  );
  if (found.scores.length) root.append(element("h2", {}, say("scores")), wide(scores(found, speech, dayIn(boot.locale)), say("scores")));
  if (found.cases?.length)
    root.append(element("h2", {}, say("cases")), element("p", { class: "quiet" }, say("cases_text")), wide(cases(found.cases, speech), say("cases")));
  const draws: ((mode: "screen" | "paper") => void)[] = [];
  const against = found.against;
  if (against) {
    root.append(
      element("h2", {}, say("held_against")),
      element("p", { class: "quiet" }, say("against_text")),
    );
    const missed = (series: Against["series"][number]) => series.seen.filter((one) => !one.inside).length / Math.max(1, series.seen.length);
    for (const series of [...against.series].sort((one, other) => missed(other) - missed(one))) {
      const figure = element("figure", { class: "picture" });
      const drawing = element("div", { class: "tv-drawing" });
      figure.append(drawing);
      const made = picture(series, found, boot, speech, ask, place.title);
      const draw = (mode: "screen" | "paper") => {
        const room = mode === "paper" ? 700 : Math.round(drawing.clientWidth);
        if (room >= 40) drawing.replaceChildren(made.draw({ width: Math.max(260, room), mode }));
      };
      if (series.bands.length) draws.push(draw);
      root.append(element("section", { class: "held-up" }, element("h3", {}, series.title), figure, wide(table(series, against, speech, ask), series.title)));
    }
  }
  const draw = (mode: "screen" | "paper") => draws.forEach((one) => one(mode));
  if (typeof ResizeObserver !== "undefined") {
    let drawn = 0;
    new ResizeObserver(() => {
      if (Math.abs(root.clientWidth - drawn) < 2) return;
      drawn = root.clientWidth;
      draw("screen");
    }).observe(root);
  }
  return { root, draw };
}

type Against = NonNullable<Trust["against"]>;

function picture(series: Against["series"][number], found: Trust, boot: Boot, speech: Speech, ask: Asker, place: string) {
  const against = found.against!;
  const dates = ends(against.months);
  const of: FanPicture = {
    id: series.id, kind: "fan", title: series.title, unit: series.unit, tone: "violence", levels: [5, 25, 50, 75, 95], dates,
    panels: [{ policy: "p", quantiles: series.bands }],
    observed: series.seen.map((one) => {
      const source = against.sources[one.id];
      // What is counted over a period is drawn by the month, as the model is.
      const value = one.month ?? one.value;
      return { from: one.start, to: one.end, value, low: null, high: null, label: series.title, source: source?.source, published: source?.published ?? undefined, grade: source?.grade ?? undefined, source_id: one.id };
    }),
  };
  const payload: Payload = { schema: 1, lang: boot.lang, locale: boot.locale, place, words: boot.words, policies: [{ id: "p", title: against.label, short: "" }], dates, pictures: [of] };
  const desk: Desk = {
    payload,
    speech,
    policy: () => payload.policies[0]!,
    ask: (from, heading, facts, link) => ask.facts(from, heading, facts, link),
    askSource: (from, id) => {
      const source = against.sources[id];
      if (source) ask.evidence(from, source);
      return !!source;
    },
  };
  return fan(of, desk);
}

function table(series: Against["series"][number], against: Against, speech: Speech, ask: Asker): HTMLElement {
  const { say } = speech;
  const body = element("tbody", {});
  // What the model missed comes first.
  for (const one of [...series.seen].sort((a, b) => Number(a.inside) - Number(b.inside) || (a.start < b.start ? -1 : 1))) {
    const source = against.sources[one.id];
    const seen = speech.number(one.value);
    const cell = (label: string, ...inside: (Node | string)[]) => element("td", { "data-label": label }, ...inside);
    body.append(
      element(
        "tr",
        { class: one.inside ? null : "missed" },
        element("th", { scope: "row" }, speech.months(one.start, one.end)),
        cell(say("seen"), source ? number(seen, (from) => ask.evidence(from, source), say("ask")) : seen),
        cell(say("model_said"), rangeOf(speech, triple(one.model), false)),
        cell(say("verdict"), say(one.inside ? "was_inside" : "was_missed"), ...(one.known ? [" · ", say("was_known")] : [])),
      ),
    );
  }
  return element(
    "table",
    { class: "plain" },
    element("caption", {}, series.flow ? say("period_totals") : series.unit),
    element("thead", {}, element("tr", {}, ...[say("period"), say("seen"), say("model_said"), say("verdict")].map((one) => element("th", { scope: "col" }, one)))),
    body,
  );
}

const row = (head: string, cells: [string, string][], missed = false): HTMLElement =>
  element("tr", { class: missed ? "missed" : null }, element("th", { scope: "row" }, head), ...cells.map(([label, text]) => element("td", { "data-label": label }, text)));

const headed = (heads: string[], rows: HTMLElement[]): HTMLElement =>
  element("table", { class: "plain" }, element("thead", {}, element("tr", {}, ...heads.map((one) => element("th", { scope: "col" }, one)))), element("tbody", {}, ...rows));

/** Forecasts as of a day in the past: how many of the later counts lay in each range, and against whom it won. */
function scores(found: Trust, speech: Speech, day: (date: string) => string): HTMLElement {
  const { say } = speech;
  const share = (one: Score, level: string) => (typeof one.coverage[level] === "number" ? speech.percent(one.coverage[level]) : "–");
  const titles = new Map((found.against?.series ?? []).map((series) => [series.id, series.title]));
  const heads = [say("made_on"), say("until"), say("counts"), say("n_counts"), say("in_half"), say("in_eight"), say("in_nine"), say("beside")];
  return headed(
    heads,
    found.scores.map((one) => {
      const name = titles.get(one.series) ?? titles.get(one.series.split("/")[0]!) ?? one.series;
      const beside = Object.entries(one.compared).map(([who, how]) => `${who}: ${how ?? "–"}`).join("; ") || "–";
      const cells = [day(one.until), name, String(one.n), share(one, "50"), share(one, "80"), share(one, "90"), beside];
      return row(day(one.as_of), cells.map((text, k) => [heads[k + 1]!, text]));
    }),
  );
}

/** Treated cases, misses first: killing after over before, as it came and as the model had it. */
function cases(all: Case[], speech: Speech): HTMLElement {
  const { say } = speech;
  const times = (log: number | null) => (log === null ? "–" : say("times", { n: speech.number(Math.exp(log)) }));
  const heads = [say("case"), say("months"), say("came"), say("model_said"), say("verdict")];
  const sorted = [...all].sort((one, other) => Number(one.inside) - Number(other.inside) || (one.case < other.case ? -1 : 1));
  return headed(
    heads,
    sorted.map((one) => {
      const said = say("value_range", { mid: times(one.median), low: times(one.low), high: times(one.high) });
      const verdict = [say(one.inside ? "was_inside" : "was_missed"), ...(one.right_sign ? [] : [say("wrong_way")]), ...(one.outside_fit ? [] : [say("fitted_to")])].join(" · ");
      const cells = [String(one.months), times(one.observed), said, verdict];
      return row(one.case.replace(/_/g, " ").replace(/(^| )\p{L}/gu, (c) => c.toUpperCase()), cells.map((text, k) => [heads[k + 1]!, text]), !one.inside);
    }),
  );
}
