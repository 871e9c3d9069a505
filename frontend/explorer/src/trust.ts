// How right was it? Scores where there are some; else plainly that there are none, and the model held against what was seen.
import { fan } from "../../src/pictures/fan";
import type { FanPicture, Payload } from "../../src/payload";
import type { Desk } from "../../src/stage";
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Server } from "./api";
import { wide } from "./worked";
import type { Band, Boot, Case, Forecast, Score, Trust } from "./contract";
import { number, rangeOf, triple } from "./line_and_number_style";
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
  const draws: ((mode: "screen" | "paper") => void)[] = [];
  const day = dayIn(boot.locale);
  const figureOf = (made: { draw(how: { width: number; mode: "screen" | "paper" }): SVGSVGElement }): HTMLElement => {
    const drawing = element("div", { class: "tv-drawing" });
    draws.push((mode) => {
      const room = mode === "paper" ? 700 : Math.round(drawing.clientWidth);
      if (room >= 40) drawing.replaceChildren(made.draw({ width: Math.max(260, room), mode }));
    });
    return element("figure", { class: "picture" }, drawing);
  };
  for (const one of found.forecasts) {
    const heading = say("forecast_of", { day: day(one.as_of), until: day(one.until) });
    root.append(element("h2", {}, heading), element("p", { class: "quiet" }, say("forecast_text")), wide(scores(one, speech, day, ask), heading));
    if (!one.windows.length) continue;
    const main = say("main_count", { name: one.main });
    const section = element("section", { class: "held-up" }, element("h3", {}, main));
    section.append(figureOf(picture(monthly(one), say("politics_forecast"), found, boot, speech, ask, place.title)));
    section.append(wide(windows(one, found, speech, ask), main));
    root.append(section);
  }
  if (found.cases?.length)
    root.append(element("h2", {}, say("cases")), element("p", { class: "quiet" }, say("cases_text")), wide(cases(found, speech, ask), say("cases")));
  const against = found.against;
  if (against) {
    root.append(
      element("h2", {}, say("held_against")),
      element("p", { class: "quiet" }, say("against_text")),
    );
    const missed = (series: Against["series"][number]) => series.seen.filter((one) => !one.inside).length / Math.max(1, series.seen.length);
    for (const series of [...against.series].sort((one, other) => missed(other) - missed(one))) {
      const held: Held = { id: series.id, title: series.title, unit: series.unit, dates: ends(against.months), bands: series.bands, seen: series.seen.map((one) => ({ ...one, value: one.month ?? one.value })) };
      const drawn = series.bands.length ? [figureOf(picture(held, against.label, found, boot, speech, ask, place.title))] : [];
      root.append(element("section", { class: "held-up" }, element("h3", {}, series.title), ...drawn, wide(table(series, found, speech, ask), series.title)));
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

/** What is drawn: the model's bands by date, and what was seen, in the same unit. */
interface Held {
  id: string;
  title: string;
  unit: string;
  dates: string[];
  bands: Band[];
  seen: { id: string; start: string; end: string; value: number }[];
}

/** Windows of a forecast as months, each with its share of the window, as pictures of flows are drawn. */
function monthly(of: Forecast): Held {
  const A_MONTH = 365.25 / 12;
  const pace = (w: Forecast["windows"][number]) => A_MONTH / (Math.round((Date.parse(w.end) - Date.parse(w.start)) / 864e5) + 1);
  const each = of.windows.flatMap((w) => {
    const months: { month: string; band: Band }[] = [];
    for (let at = new Date(`${w.start.slice(0, 7)}-01T00:00:00Z`); at.toISOString() <= w.end; at.setUTCMonth(at.getUTCMonth() + 1))
      months.push({ month: at.toISOString().slice(0, 7), band: w.model.map((v) => (v === null ? null : v * pace(w))) });
    return months;
  });
  return {
    id: of.id,
    title: of.main,
    unit: of.unit,
    dates: ends(each.map((one) => one.month)),
    bands: (each[0]?.band ?? []).map((_one, level) => each.map((one) => one.band[level] ?? null)),
    seen: of.windows.flatMap((w) => (w.value === null ? [] : [{ ...w, value: w.value * pace(w) }])),
  };
}

function picture(series: Held, label: string, found: Trust, boot: Boot, speech: Speech, ask: Asker, place: string) {
  const { dates } = series;
  const of: FanPicture = {
    id: series.id, kind: "fan", title: series.title, unit: series.unit, tone: "violence", levels: [5, 25, 50, 75, 95], dates,
    panels: [{ policy: "p", quantiles: series.bands }],
    // What is counted over a period is drawn as the model is: by the month, or by the window.
    observed: series.seen.map((one) => {
      const source = found.sources[one.id];
      return { from: one.start, to: one.end, value: one.value, low: null, high: null, label: series.title, source: source?.source, published: source?.published ?? undefined, grade: source?.grade ?? undefined, source_id: one.id };
    }),
  };
  const payload: Payload = { schema: 1, lang: boot.lang, locale: boot.locale, place, words: boot.words, policies: [{ id: "p", title: label, short: "" }], dates, pictures: [of] };
  const desk: Desk = {
    payload,
    speech,
    policy: () => payload.policies[0]!,
    ask: (from, heading, facts, link) => ask.facts(from, heading, facts, link),
    askSource: (from, id) => {
      const source = found.sources[id];
      if (source) ask.evidence(from, source);
      return !!source;
    },
  };
  return fan(of, desk);
}

function table(series: Against["series"][number], found: Trust, speech: Speech, ask: Asker): HTMLElement {
  const { say } = speech;
  const body = element("tbody", {});
  // What the model missed comes first.
  for (const one of [...series.seen].sort((a, b) => Number(a.inside) - Number(b.inside) || (a.start < b.start ? -1 : 1))) {
    const source = found.sources[one.id];
    const seen = speech.number(one.value);
    const said = rangeOf(speech, triple(one.model), false);
    const cell = (label: string, ...inside: (Node | string)[]) => element("td", { "data-label": label }, ...inside);
    body.append(
      element(
        "tr",
        { class: one.inside ? null : "missed" },
        element("th", { scope: "row" }, speech.months(one.start, one.end)),
        cell(say("seen"), source ? number(seen, (from) => ask.evidence(from, source), say("ask")) : seen),
        cell(say("model_said"), number(said, (from) => ask.facts(from, `${series.title}: ${said}`, [["s_period", one.period], ["f_unit", series.flow ? "" : series.unit], ["source", say("model_source")], ["f_policy", found.against?.label ?? ""], ["basis", found.basis], ["disagrees", `${say("seen")}: ${seen}`]]), say("ask"))),
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

type Inside = Node | string;

const row = (head: string, cells: [string, Inside[]][], missed = false): HTMLElement =>
  element("tr", { class: missed ? "missed" : null }, element("th", { scope: "row" }, head), ...cells.map(([label, inside]) => element("td", { "data-label": label }, ...inside)));

const headed = (heads: string[], rows: HTMLElement[]): HTMLElement =>
  element("table", { class: "plain" }, element("thead", {}, element("tr", {}, ...heads.map((one) => element("th", { scope: "col" }, one)))), element("tbody", {}, ...rows));

/** How often each count lay in each range, and against whom the forecast won. */
function scores(of: Forecast, speech: Speech, day: (date: string) => string, ask: Asker): HTMLElement {
  const { say } = speech;
  const heads = [say("counts"), say("forecast"), say("n_counts"), say("in_half"), say("in_eight"), say("in_nine"), say("beside")];
  const share = (one: Score, level: string) => (typeof one.coverage[level] === "number" ? speech.percent(one.coverage[level]) : "–");
  return headed(
    heads,
    of.scores.map((one) => {
      const kind = say(one.kind === "politics" ? "politics_forecast" : "politics_given");
      const asked = (text: string, what: string) =>
        number(
          text,
          (from) =>
            ask.facts(from, `${one.title}: ${text}`, [
              ["f_what", `${what} (${kind})`], ["f_as_of", day(of.as_of)], ["until", day(of.until)],
              ["source", say("score_source", { day: of.made, version: of.version })], ["s_grade", say("model_source")],
              ["disagrees", one.compared.map((each) => `${each.title}: ${each.verdict}`).join("; ") || say("nobody_yet")], ["s_note", `${say("shared")}: ${of.shared}`],
            ]),
          say("ask"),
        );
      const cells: Inside[][] = [
        [kind],
        [asked(String(one.n), heads[2]!)],
        ...["50", "80", "90"].map((level, k) => [asked(share(one, level), heads[3 + k]!)]),
        [beside(one)],
      ];
      const missed = one.worse || (one.coverage["90"] ?? 0) < 0.5;
      return row(one.title, cells.map((inside, k) => [heads[k + 1]!, inside]), missed);
    }),
  );
}

/** How a forecast fared beside simple ones; in one word where it is the same for all. */
function beside(of: Score): string {
  const verdicts = new Set(of.compared.map((each) => each.verdict));
  if (verdicts.size === 1 && of.compared.length > 1) return of.compared[0]!.verdict;
  return of.compared.map((each) => `${each.title}: ${each.verdict}`).join("; ") || "–";
}

/** The main count, window by window, misses first. */
function windows(of: Forecast, found: Trust, speech: Speech, ask: Asker): HTMLElement {
  const { say } = speech;
  const heads = [say("period"), say("came"), say("politics_forecast"), say("politics_given"), say("verdict")];
  const sorted = [...of.windows].sort((a, b) => Number(a.inside) - Number(b.inside) || (a.start < b.start ? -1 : 1));
  return headed(
    heads,
    sorted.map((one) => {
      const text = one.value === null ? "–" : speech.number(one.value);
      const source = found.sources[one.id];
      const seen = number(text, (from) => (source ? ask.evidence(from, source) : ask.facts(from, `${of.main}: ${text}`, [["s_period", one.period], ["s_note", one.remainder ? say("remainder") : ""]])), say("ask"));
      const said = (band: Band, kind: string) => {
        const range = rangeOf(speech, triple(band), false);
        return number(
          range,
          (from) => ask.facts(from, `${of.main}: ${range}`, [["f_what", kind], ["s_period", one.period], ["source", say("score_source", { day: of.made, version: of.version })], ["s_grade", say("model_source")], ["disagrees", `${say("came")}: ${text}`], ["s_note", `${say("shared")}: ${of.shared}`]]),
          say("ask"),
        );
      };
      const cells: Inside[][] = [[seen], [said(one.model, heads[2]!)], [said(one.supplied, heads[3]!)], [say(one.inside ? "was_inside" : "was_missed")]];
      return row(speech.months(one.start, one.end), cells.map((inside, k) => [heads[k + 1]!, inside]), !one.inside);
    }),
  );
}

/** Treated cases, misses first: killing after over before, as it came and as the model had it. */
function cases(found: Trust, speech: Speech, ask: Asker): HTMLElement {
  const { say } = speech;
  const times = (log: number | null) => (log === null ? "–" : say("times", { n: speech.number(Math.exp(log)) }));
  const heads = [say("case"), say("months"), say("came"), say("model_said"), say("verdict")];
  const sorted = [...found.cases].sort((one, other) => Number(one.inside) - Number(other.inside) || (one.case < other.case ? -1 : 1));
  const { tested } = found;
  return headed(
    heads,
    sorted.map((one: Case) => {
      const said = say("value_range", { mid: times(one.median), low: times(one.low), high: times(one.high) });
      const verdict = [say(one.inside ? "was_inside" : "was_missed"), ...(one.right_sign ? [] : [say("wrong_way")]), ...(one.outside_fit ? [] : [say("fitted_to")])].join(" · ");
      const came = number(
        times(one.observed),
        (from) => ask.facts(from, `${one.title}: ${times(one.observed)}`, [["s_source", one.source], ["s_published", one.published], ["s_grade", one.grade], ["disagrees", say("nobody_yet")], ["s_note", one.note]], one.url),
        say("ask"),
      );
      const model = number(
        said,
        (from) => ask.facts(from, `${one.title}: ${said}`, [["source", say("score_source", { day: tested.made, version: tested.version })], ["s_grade", say("model_source")], ["disagrees", `${say("came")}: ${times(one.observed)}`], ["s_note", tested.parameters]]),
        say("ask"),
      );
      const cells: Inside[][] = [[String(one.months)], [came], [model], [verdict]];
      return row(one.title, cells.map((inside, k) => [heads[k + 1]!, inside]), !one.inside);
    }),
  );
}
