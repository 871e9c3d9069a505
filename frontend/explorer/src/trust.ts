// How right was it? Scores where there are some; else plainly that there are none, and the model held against what was seen.
import { fan } from "../../src/pictures/fan";
import type { FanPicture, Payload } from "../../src/payload";
import type { Desk } from "../../src/stage";
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import type { Server } from "./api";
import { wide } from "./carry";
import type { Boot, Trust } from "./contract";
import { number, rangeOf, triple } from "./looks";
import { ends } from "./months";

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
  if (found.scores.length) root.append(element("h2", {}, say("scores")), wide(scores(found, speech), say("scores")));
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

/** Scores as the file of the hindcast has them: a column for each of its fields. */
function scores(found: Trust, speech: Speech): HTMLElement {
  const keys = [...new Set(found.scores.flatMap((row) => Object.keys(row)))];
  const text = (v: unknown) => (typeof v === "number" ? speech.number(v) : v === null || v === undefined ? "–" : String(v));
  return element(
    "table",
    { class: "plain" },
    element("thead", {}, element("tr", {}, ...keys.map((one) => element("th", { scope: "col" }, one)))),
    element("tbody", {}, ...found.scores.map((row) => element("tr", {}, ...keys.map((one) => element("td", { "data-label": one }, text(row[one])))))),
  );
}
