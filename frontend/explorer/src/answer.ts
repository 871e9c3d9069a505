// The page of the answer: question and answer first, then the two columns and what they move.
import { element, make } from "../../src/svg";
import type { Speech } from "../../src/words";
import { Refused } from "./api";
import type { Asker } from "./asker";
import { bandChart, type BandChart, type Outcome } from "./bands";
import { authors, through, type Named } from "./shared_pictures";
import { chanceOf, clock, planned } from "./precondition_timeline";
import type { Columns } from "./controls";
import type { Answer, Boot, LineId, PlaceOf, Problem, Total } from "./contract";
import { HEAD, headFigures, titleOf } from "./figures";
import type { HandOn } from "./export";
import { LINES, colourOf, earned, gapOf, isShare, sideColour, triple } from "./line_and_number_style";
import { glossed } from "./glossed";
import { dayIn, ends } from "./months";
import { saving } from "./saving";
import type { Cell } from "./table_file";
import type { Moving, Told } from "./session";
import { totals } from "./totals";

const onPhone = (): boolean => window.matchMedia("(max-width: 720px)").matches;

/** In sight of both columns: who dies, and who is held without ground, by both readings. */
const FIRST = ["deaths", "arbitrary_official", "arbitrary_ngo"];
/** Violence on the left, rights on the right. */
const VIOLENCE = ["kidnappings", "control", "displaced"];
const RIGHTS = ["custody", "held"];
const SUPPORT = ["support_host", "support_contributor", "support_council"];
const MONEY = ["money_spent", "prison_cost", "money_received"];

export interface AnswerScreen {
  root: HTMLElement;
  /** Where the reasons of the effect are worked out. */
  why: HTMLElement;
  /** The policy or the place is another: headings, and scales that begin anew. */
  begin(): void;
  show(answer: Answer, settled: boolean): void;
  /** What is worth asking for while the hand moves. */
  moving(): Moving;
  tell(told: Told): void;
  draw(mode: "screen" | "paper"): void;
}

/** Who stood on a button stands on the same one after it was drawn anew. */
function keepFocus(box: HTMLElement, draw: () => void): void {
  const at = [...box.querySelectorAll("button")].indexOf(document.activeElement as HTMLButtonElement);
  draw();
  if (at >= 0) box.querySelectorAll("button")[at]?.focus({ preventScroll: true });
}

function inSight(figure: HTMLElement): boolean {
  const box = figure.getBoundingClientRect();
  return box.width > 0 && box.bottom > -200 && box.top < window.innerHeight + 200;
}

interface Around {
  boot: Boot;
  speech: Speech;
  ask: Asker;
  place: () => PlaceOf;
  columns: Columns;
  hand: HandOn;
  exact: () => void;
  stop: () => void;
  policies: HTMLElement;
  thresholds: HTMLElement;
  carry: () => string;
}

/** On a wide screen these stand open; on a phone all are folded. */
const OPEN = new Set(["dies", "held"]);

export function answerScreen({ boot, speech, ask, place, columns, hand, exact, stop, policies, thresholds, carry }: Around): AnswerScreen {
  const { say } = speech;
  const day = dayIn(boot.locale);
  const kicker = element("p", { class: "kicker" });
  const title = element("h1", {});
  const verdict = element("p", { class: "verdict" });
  const lead = element("div", { class: "lead" });
  const basis = element("p", { class: "basis" });
  const stamps = element("ul", { class: "stamps" });
  const badge = element("p", { class: "badge" });
  const live = element("p", { class: "unseen", role: "status" });
  const meter = element("progress", { max: 1, "aria-label": say("progress") });
  const act = element("button", { type: "button", class: "tv-button" });
  const marked = element("div", { class: "marked" }, badge, live, meter, act);
  const problems = element("div", { class: "problems", role: "alert", hidden: "" });
  const figures = element("div", {});
  const key = element("ul", { class: "key" });
  const slider = element("input", { type: "range", class: "tv-slider", id: "read", min: 0, max: 1, step: 1 });
  const readNow = element("output", { for: "read" });
  const reader = element("div", { class: "reader" }, element("label", { for: "read" }, say("read")), slider, readNow);
  const mini = element("div", { class: "mini", "aria-hidden": "true" });
  const charts = new Map<string, BandChart>();
  const whys = new Map<string, HTMLElement>();
  let answer: Answer | null = null;
  let names: Named = {};
  let late: ReturnType<typeof setTimeout> | null = null;
  let doing: (() => void) | null = null;
  act.addEventListener("click", () => doing?.());

  const readAt = (k: number | null) => {
    for (const chart of charts.values()) chart.read(k);
    if (!answer) return;
    const month = k === null ? "" : speech.month(ends(answer.months)[k]!);
    readNow.textContent = month;
    if (k !== null) {
      slider.value = String(k);
      slider.setAttribute("aria-valuetext", month);
    }
  };
  slider.addEventListener("input", () => readAt(Number(slider.value)));
  slider.addEventListener("blur", () => readAt(null));

  const source = () => ({
    place: place().title,
    provenance: answer ? `Tregua ${answer.provenance.version} · ${answer.marked}, ${answer.draws} ${say("draws")} · ${answer.provenance.basis}` : "Tregua",
  });
  const chart = (id: string, tall: number): HTMLElement => {
    const made = bandChart(speech, readAt, tall, source);
    charts.set(id, made);
    const why = element("button", { type: "button", class: "why", "aria-haspopup": "dialog", title: say("ask") }, "?");
    why.addEventListener("click", () => {
      const of = place().outcomes.find((one) => one.id === id);
      if (of) ask.outcome(why, of.title, of.unit, of.side);
    });
    whys.set(id, why);
    made.figure.querySelector("figcaption")!.append(why);
    made.figure.dataset.for = id;
    return made.figure;
  };
  const stackOf = authors(place, boot, speech, ask, () => names);
  const mapOf = through(place, boot, speech, ask, () => names);
  const clockBox = element("div", {});
  const planBox = element("div", {});
  const tableBox = element("div", {});
  const told = element("ul", { class: "trusted" });
  const lacking = element("dl", { class: "lacking" });
  const asks = (name: string, open: (from: HTMLElement) => void): HTMLElement => {
    const why = element("button", { type: "button", class: "why", "aria-haspopup": "dialog", title: say("ask"), "aria-label": say("ask_of", { name }) }, "?");
    why.addEventListener("click", () => open(why));
    return why;
  };
  const asksOf = (name: string, id: string) =>
    asks(name, (from) => {
      const of = place().outcomes.find((one) => one.id === id);
      if (of) ask.outcome(from, name, of.unit, of.side);
    });
  /** A question, and its answer folded below it. */
  const fold = (id: string, question: string, text: string, ...inside: Node[]): HTMLDetailsElement => {
    const made = element("details", { id, class: "fold" }, element("summary", {}, element("h2", {}, question)), ...(text ? [element("p", { class: "quiet" }, text)] : []), ...inside);
    made.open = OPEN.has(id) && !onPhone();
    return made;
  };

  const first = element("div", { class: "three first" }, ...FIRST.map((id) => chart(id, 130)));
  const note = element("div", { class: "key-row" }, element("p", { class: "quiet" }, say("bands_text")), reader);
  /** On a phone the columns are folded away until they are asked for. */
  const unfold = (column: HTMLElement, name: string): HTMLButtonElement => {
    const button = element("button", { type: "button", class: "unfold", "aria-expanded": "false" }, name);
    button.addEventListener("click", () => button.setAttribute("aria-expanded", String(column.classList.toggle("open"))));
    return button;
  };
  const hands = element("div", { class: "hands" }, mini, unfold(columns.policies, say("done")), columns.policies, unfold(columns.beliefs, say("held")), columns.beliefs);
  const accountsBox = element("div", {});
  const why = fold("why", say("why_found"), "");
  const carried = element("p", {}, element("a", { href: "#", class: "to-carry" }, say("carry_more_link")));
  const folds = [
    fold("dies", say("q_dies"), "", element("div", { class: "three" }, ...VIOLENCE.map((id) => chart(id, 120))), element("h3", {}, say("authors")), element("p", { class: "quiet" }, say("authors_text")), asksOf(say("authors"), "deaths"), stackOf.figure),
    fold("held", say("q_held"), "", element("div", { class: "three" }, ...RIGHTS.map((id) => chart(id, 120)))),
    fold("money", say("q_money"), say("money_text"), planBox, element("div", { class: "three" }, ...MONEY.map((id) => chart(id, 110)))),
    fold("clock", say("q_start"), say("clock_text"), clockBox, element("h3", {}, say("support")), element("p", { class: "quiet" }, say("support_text")), element("div", { class: "three" }, ...SUPPORT.map((id) => chart(id, 110)))),
    fold("accounts", say("q_accounts"), say("accounts_text"), accountsBox),
    why,
    fold("turns", say("q_turns"), say("threshold_text"), thresholds),
    fold("map", say("q_where"), say("map_text"), asksOf(say("map"), "control"), mapOf.figure),
    fold("carries", say("nav_carry"), "", carried),
    fold("numbers", say("totals"), "", tableBox),
    fold("trusting", say("trusting"), "", told),
    fold("lacking", say("lacking"), say("lacking_text"), lacking),
  ];
  const all = element("button", { type: "button", class: "tv-button" }, say("open_all"));
  all.addEventListener("click", () => folds.forEach((one) => (one.open = true)));
  const more = element("div", { class: "more" }, element("p", { class: "open-all" }, all), ...folds);
  const top = element("div", { class: "top-of" }, key, first, note, figures);
  const root = element(
    "div",
    { class: "answer-screen" },
    element("div", { class: "head" }, kicker, title, verdict, lead, policies, basis, element("details", { class: "stamps-of" }, element("summary", {}, say("stamps_title")), stamps), element("div", { class: "bar-of" }, marked, hand.bar), problems),
    element("div", { class: "bench" }, top, hands, more),
  );

  function draw(mode: "screen" | "paper"): void {
    if (mode === "paper") for (const one of folds) one.open = true;
    for (const one of charts.values()) one.draw(mode === "paper" ? 340 : undefined);
    stackOf.draw(mode);
    mapOf.draw(mode);
  }

  function outcome(id: string, from: Answer): Outcome | null {
    const of = place().outcomes.find((one) => one.id === id);
    const lines = from.bands[id];
    return of && lines ? { id, title: of.title, unit: isShare(of.unit) ? say("per_cent") : of.unit, side: of.side, share: isShare(of.unit), lines } : null;
  }

  function keys(from: Answer): void {
    const present = LINES.filter((id) => from.lines.some((line) => line.id === id));
    names = Object.fromEntries(
      from.lines.map((line) => [line.id, line.beliefs === "yours" ? say("under_yours", { name: line.label }) : line.label]),
    ) as Named;
    key.replaceChildren(
      ...present.map((id) => element("li", { "data-line": id }, swatch(id), element("span", {}, names[id] ?? id))),
    );
  }

  function sentences(from: Answer): void {
    const years = String(Math.round(from.months.length / 12));
    const yours = from.totals.some((one) => one.difference.yours) ? "yours" : "default";
    const find = (id: string, reading = "") => from.totals.find((one) => one.id === id && one.reading === reading);
    const all: HTMLElement[] = [];
    const deaths = find("deaths");
    const gap = earned(triple(deaths?.difference[yours]), deaths?.error[`difference-${yours}`]);
    const base = from.lines.find((line) => line.role === "baseline")!;
    const policy = from.lines.find((line) => line.role === "policy");
    if (deaths && gap && policy) {
      const text = say(gap[1] < 0 ? "lead_fewer" : "lead_more", {
        policy: policy.label,
        n: speech.number(Math.abs(gap[1])),
        range: speech.say("range", { low: moreOrFewer(gap[0]), high: moreOrFewer(gap[2]) }),
        years,
        baseline: base.label,
        fewer: String(Math.round((deaths.lower[yours] ?? 0) * from.draws)),
        draws: String(from.draws),
      });
      all.push(element("p", {}, text, " ", asks(titleOf(deaths, speech), (node) => ask.total(node, deaths, text))));
    }
    const held = (["official", "ngo"] as const).map((reading) => triple(find("arbitrary_years", reading)?.difference[yours]));
    if (held[0] && held[1]) {
      const [a, b] = held.map((one) => {
        const days = one!.map((v) => v / (from.months.length / 12)) as typeof one; // person-years over years: people on a day
        const [middle, range] = gapOf(speech, earned(days), false);
        return `${middle} (${range})`;
      });
      const text = say("lead_held", { official: a!, ngo: b! });
      const total = find("arbitrary_years", "official")!;
      all.push(element("p", { class: "rights" }, text, " ", asks(say("t_arbitrary_years"), (node) => ask.total(node, total, text))));
    }
    const odds = from.clock?.conditional ? from.clock.odds : null;
    if (odds) {
      const text = say("lead_odds", { odds: chanceOf(speech, odds.starts) });
      all.push(element("p", { class: "odds-told" }, text, " ", asks(say("starts"), (node) => ask.worked(node, text, odds.sentence, gradesOf(from)))));
    }
    if (yours === "yours") all.push(element("p", { class: "whose-told" }, say("lead_yours")));
    if (!all.length) all.push(element("p", {}, base.sentences.join(" ")));
    lead.replaceChildren(...all);
    const page = from.answer;
    if (page) {
      title.textContent = page.finding.text;
      verdict.replaceChildren(...[page.note, page.carry_over?.text].filter((text): text is string => !!text).flatMap((text) => [text, " "]));
    } else if (!title.textContent) title.textContent = say("question", { policy: (policy ?? base).title, place: place().title });
    title.classList.toggle("stale", !page);
    stamps.replaceChildren(...from.stamps.map((one) => element("li", {}, one)));
    stamps.parentElement!.hidden = !from.stamps.length;
    glossed(lead, place().glossary, ask);
  }

  const moreOrFewer = (v: number) => say(v < 0 ? "n_fewer" : "n_more", { n: speech.number(Math.abs(v)) });

  const policyOf = (from: Answer) => place().policies.find((one) => one.id === from.lines.at(-1)?.policy);

  /** Grades of the preconditions; while the hand moves an answer has none, but the policy has. */
  const gradesOf = (from: Answer) => (from.clock?.preconditions.length ? from.clock.preconditions : (policyOf(from)?.preconditions ?? [])).map((one) => one.grade);

  function small(from: Answer): void {
    const yours = from.totals.some((one) => one.difference.yours) ? "yours" : "default";
    const chosen = [["deaths", ""], ["arbitrary_years", "official"], ["arbitrary_years", "ngo"]] as const;
    mini.replaceChildren(
      ...chosen
        .map(([id, reading]) => from.totals.find((one) => one.id === id && one.reading === reading))
        .filter((one): one is Total => !!one)
        .map((one) => {
          const [middle, range] = gapOf(speech, earned(triple(one.difference[yours]), one.error[`difference-${yours}`]), false);
          const box = element("p", { class: `side-${one.side}` }, element("span", {}, titleOf(one, speech)), element("b", {}, middle), element("span", { class: "range" }, range));
          return box;
        }),
    );
  }

  /** The same difference under each account, always beside that of all. */
  function byAccount(from: Answer): HTMLElement {
    const total = from.totals.find((one) => one.id === "deaths");
    const held = from.totals.find((one) => one.id === "arbitrary_years" && one.reading === "official");
    const belief = total?.difference.yours ? "yours" : "default";
    const title = (id: string) => place().accounts.find((one) => one.id === id)?.title ?? id;
    const rows: [string, Total["difference"], Total["difference"]][] = [
      [say("all_accounts"), total?.difference ?? {}, held?.difference ?? {}],
      ...Object.keys(total?.by_structure ?? {}).map((id): [string, Total["difference"], Total["difference"]] => [title(id), total!.by_structure[id]!, held?.by_structure[id] ?? {}]),
    ];
    const cell = (of: Total["difference"], label: string) => {
      const [middle, range] = gapOf(speech, earned(triple(of[belief])), false);
      return element("td", { "data-label": label }, element("b", {}, middle), " ", element("span", { class: "range" }, range));
    };
    const heads = [say("account"), `${say("t_deaths")}, ${say("difference").toLocaleLowerCase()}`, `${say("t_arbitrary_years")}, ${say("difference").toLocaleLowerCase()}`];
    const table = element(
      "table",
      { class: "plain" },
      element("thead", {}, element("tr", {}, ...heads.map((one) => element("th", { scope: "col" }, one)))),
      element("tbody", {}, ...rows.map(([name, deaths, arbitrary]) => element("tr", {}, element("th", { scope: "row" }, name), cell(deaths, heads[1]!), cell(arbitrary, heads[2]!)))),
    );
    const file = (): Cell[][] => [["account", "deaths_low", "deaths", "deaths_high", "arbitrary_years_low", "arbitrary_years", "arbitrary_years_high"], ...rows.map(([name, a, b]): Cell[] => [name, ...(triple(a[belief]) ?? []), ...(triple(b[belief]) ?? [])])];
    return element("div", {}, table, saving({ title: say("q_accounts"), rows: file, draw: null, source }, speech));
  }

  /** What takes longer to draw waits until the hand rests. */
  function slow(from: Answer): void {
    accountsBox.replaceChildren(byAccount(from));
    stackOf.show(from);
    mapOf.show(from);
    const plan = planned(from, speech, ask, (policyOf(from)?.controls ?? []).map((one) => one.grade));
    keepFocus(clockBox, () => clockBox.replaceChildren(clock(from, speech, ask)));
    keepFocus(planBox, () => planBox.replaceChildren(...(plan ? [plan] : [])));
    keepFocus(tableBox, () => tableBox.replaceChildren(totals(from, names, speech, ask, source)));
  }

  return {
    root,
    why,
    draw,
    begin() {
      const here = place();
      for (const one of charts.values()) one.reset();
      kicker.textContent = say("kicker", { place: here.title, period: speech.months(here.start, `${here.months.at(-1)}-28`), day: day(here.as_of) });
      basis.textContent = here.trust[0] ?? "";
      told.replaceChildren(...here.trust.map((one) => element("li", {}, one)));
      carried.querySelector("a")!.setAttribute("href", carry());
      title.textContent = "";
      verdict.replaceChildren();
      lacking.replaceChildren(...here.not_modelled.map((one) => element("div", {}, element("dt", {}, one.what), element("dd", {}, one.why))));
    },
    show(from, settled) {
      answer = from;
      problems.hidden = true;
      root.dataset.kind = from.kind;
      keys(from);
      keepFocus(lead, () => sentences(from));
      keepFocus(figures, () => figures.replaceChildren(headFigures(from, speech, ask)));
      small(from);
      slider.max = String(from.months.length - 1);
      const dates = ends(from.months);
      for (const [id, one] of charts) {
        const of = outcome(id, from);
        // While the hand moves, what nobody sees can wait until it rests.
        if (!settled && !(of && inSight(one.figure))) continue;
        one.figure.hidden = !of;
        if (!of) continue;
        one.show(of, dates, names);
        whys.get(id)?.setAttribute("aria-label", say("ask_of", { name: of.title }));
      }
      if (late !== null) clearTimeout(late);
      late = settled ? setTimeout(() => slow(from), from.kind === "exact" ? 0 : 220) : null;
    },
    moving: () => ({
      parts: ["bands", "totals", "clock"],
      bands: [...charts].filter(([, one]) => inSight(one.figure)).map(([id]) => id),
      totals: [...new Set(HEAD.map(([id]) => id))],
    }),
    tell({ stage, done, of, position, error }) {
      root.dataset.stage = stage;
      meter.hidden = stage !== "running" && stage !== "queued";
      if (of) meter.value = (done ?? 0) / of;
      else meter.removeAttribute("value");
      const draws = answer ? String(answer.draws) : "";
      const words: Record<Told["stage"], string> = {
        asking: say("asking"),
        quick: say("mark_quick", { n: draws }),
        queued: position ? say("mark_queued_at", { n: String(position) }) : say("mark_queued"),
        running: of ? say("mark_running", { done: String(done ?? 0), of: String(of) }) : say("mark_starting"),
        exact: say("mark_exact", { n: draws }),
        failed: say("mark_failed"),
        busy: say("mark_busy"),
      };
      badge.textContent = words[stage];
      // Those who listen are told what has come, not every step on the way.
      if (stage === "exact" || stage === "busy") live.textContent = `${words[stage]}. ${lead.textContent ?? ""}`;
      else if (stage === "asking") live.textContent = words.asking;
      doing = stage === "running" || stage === "queued" ? stop : stage === "busy" || stage === "failed" || stage === "quick" ? exact : null;
      act.textContent = doing === stop ? say("stop") : say("exact_now");
      act.hidden = !doing;
      if (stage === "failed") {
        const refused = error instanceof Refused ? error : null;
        problems.replaceChildren(
          element("h2", {}, refused?.message || say("no_server")),
          element("ul", {}, ...(refused?.problems ?? []).map((one) => element("li", {}, problem(one)))),
        );
        problems.hidden = false;
      }
    },
  };

  function problem(one: Problem): string {
    return [one.where, one.found && say("found", { found: one.found }), one.expected && say("expected", { expected: one.expected }), one.hint].filter(Boolean).join(" · ");
  }

  function swatch(id: LineId): SVGSVGElement {
    // One stroke for each colour that the line has on this page.
    const own = id.endsWith("-yours");
    const colours = id.startsWith("baseline") ? [colourOf(id, "violence")] : [sideColour("violence"), sideColour("rights"), sideColour("consent")];
    return make(
      "svg",
      { class: "swatch", viewBox: "0 0 36 14", width: 36, height: 14, "aria-hidden": "true" },
      ...colours.flatMap((colour, k) => {
        const [from, to] = [(36 / colours.length) * k, (36 / colours.length) * (k + 1)];
        return [
          make("rect", { x: from, y: 0, width: to - from, height: 14, fill: colour, "fill-opacity": 0.16 }),
          make("line", { x1: from, x2: to, y1: 7, y2: 7, stroke: colour, "stroke-width": id.startsWith("baseline") ? 1.5 : 2.4, "stroke-dasharray": own ? "6 3.5" : null }),
        ];
      }),
    );
  }
}
