// Does it carry over? What was learnt in one place, held against another.
import { element } from "../../src/svg";
import type { Speech } from "../../src/words";
import type { Asker } from "./asker";
import { Refused, type Server } from "./api";
import type { CarriedOver, Job, MadeOf, Transfer } from "./contract";
import { figureOf, isShare, number, rangeOf, triple } from "./line_and_number_style";

type Inside = Node | string;
type Held = Transfer["assumptions"][number]["from"];

export interface CarryScreen {
  root: HTMLElement;
  /** End the job that runs, if any. */
  stop(): void;
}

export async function carryScreen(a: string, b: string, all: { id: string; title: string }[], speech: Speech, server: Server, ask: Asker, chosen: (from: string) => void): Promise<CarryScreen> {
  const { say } = speech;
  const found = await server.transfer(a, b);
  const hint = say("ask");
  const pick = element("select", { id: "carry-from" });
  for (const one of all) if (one.id !== b) pick.append(element("option", { value: one.id }, one.title));
  pick.value = a;
  pick.addEventListener("change", () => chosen(pick.value));
  const weakest = found.assumptions.map((one) => one.grade).sort().at(-1) ?? "";
  const job = working(a, b, found.command ?? "", weakest, speech, server, ask);
  const root = element(
    "div",
    { class: "text-screen" },
    element("p", { class: "kicker" }, say("nav_carry")),
    element("h1", {}, say("carry_question", { from: found.from.title, to: found.to.title })),
    element("div", { class: "pick" }, element("label", { for: "carry-from" }, say("carry_from")), pick),
    element("div", { class: "lead" }, ...found.sentences.map((one) => element("p", {}, one))),
    job.root,
  );
  if (found.conditions.length) {
    const table = element(
      "table",
      { class: "plain" },
      element("caption", {}, say("conditions_text")),
      element("thead", {}, element("tr", {}, ...[say("condition"), found.from.title, found.to.title, say("ratio")].map((one) => element("th", { scope: "col" }, one)))),
    );
    const body = element("tbody", {});
    for (const one of found.conditions) {
      const value = (v: number | null) => (v === null ? say("unknown") : figureOf(speech, v, isShare(one.unit)));
      const cell = (label: string, text: Inside) => element("td", { "data-label": label }, text);
      const ratio = (of: typeof one, text: string) =>
        number(text, (node) => ask.facts(node, `${of.title}: ${text}`, [["as_written", `${value(of.to)} / ${value(of.from)}`], ["s_source", [of.sources.to.source, of.sources.from.source].filter(Boolean).join("; ")], ["s_grade", [of.sources.to.grade, of.sources.from.grade].sort().at(-1) ?? ""]]), hint);
      const asked = (v: number | null, where: string, of: MadeOf): Inside =>
        v === null || !of.source ? value(v) : number(value(v), (node) => ask.facts(node, `${one.title}, ${where}: ${value(v)}`, madeOf(of), of.url), hint);
      body.append(
        element(
          "tr",
          {},
          element("th", { scope: "row" }, one.title, ...(isShare(one.unit) || !one.unit ? [] : [" ", element("span", { class: "unit" }, one.unit)])),
          cell(found.from.title, asked(one.from, found.from.title, one.sources.from)),
          cell(found.to.title, asked(one.to, found.to.title, one.sources.to)),
          cell(say("ratio"), one.ratio === null ? "–" : ratio(one, say("times", { n: speech.number(one.ratio) }))),
        ),
      );
    }
    table.append(body);
    root.append(element("h2", {}, say("conditions")), wide(table, say("conditions")));
  }
  if (found.policies.length) {
    root.append(element("h2", {}, say("leaning")), element("p", { class: "quiet" }, say("leaning_text")));
    root.append(
      element(
        "ul",
        { class: "leaning" },
        ...found.policies.map((one) =>
          element("li", {}, element("span", { class: `grade grade-${one.weakest}`, title: say("weakest", { grade: one.weakest }) }, one.weakest), element("div", {}, element("strong", {}, one.title), element("p", {}, one.sentence))),
        ),
      ),
    );
  }
  // Where the two differ, or where nobody says that it travels, comes first; the rest is there for who asks.
  const sure = (one: Transfer["assumptions"][number]) => one.same && one.grade < "D";
  const first = found.assumptions.filter((one) => !sure(one)).sort((one, other) => Number(one.same) - Number(other.same));
  const rest = found.assumptions.filter(sure);
  root.append(element("h2", {}, say("travel")), element("p", { class: "quiet" }, say("travel_text")), wide(table(first), say("travel")));
  if (rest.length)
    root.append(element("details", {}, element("summary", {}, say("travel_same", { n: String(rest.length) })), wide(table(rest), say("travel"))));
  return { root, stop: job.stop };

  function madeOf(of: MadeOf): [string, string][] {
    return [["s_source", of.source], ["s_published", of.published], ["s_grade", of.grade], [of.disagree ? "s_disagrees" : "disagrees", of.disagree || say("nobody_yet")]];
  }

  function table(all: Transfer["assumptions"]): HTMLElement {
    const body = element("tbody", {});
    for (const one of all) body.append(row(one));
    const head = [say("assumption"), say("s_grade"), say("travels"), found.from.title, found.to.title];
    return element("table", { class: "plain" }, element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))), body);
  }

  function row(one: Transfer["assumptions"][number]): HTMLElement {
    const share = isShare(one.unit);
    const held = (of: Held): string =>
      of
        ? Object.entries(of.learnt ?? of.interval)
            .map(([reading, band]) => {
              const text = rangeOf(speech, triple(band), share);
              return reading ? say("pair", { name: say(reading === "ngo" ? "reading_ngo" : "reading_official"), value: text }) : text;
            })
            .join("; ")
        : say("unknown");
    const asked = (of: Held, where: string): Node | string =>
      of
        ? number(
            held(of),
            (node) =>
              ask.facts(node, `${one.meaning}, ${where}`, [
                [of.learnt ? "learnt" : "s_value", held(of)], ["s_unit", one.unit], [of.learnt ? "before" : "prior", of.prior],
                ["s_source", of.source], ["s_published", of.published], ["s_grade", say("grade_of", { grade: one.grade })], ["travels", one.travels],
                [of.disagree ? "s_disagrees" : "disagrees", of.disagree || say("nobody_yet")],
              ], of.url),
            hint,
          )
        : held(of);
    const cells = one.same
      ? [element("td", { colspan: 2, class: "same", "data-label": say("same") }, asked(one.to, found.to.title), " ", element("span", { class: "unit" }, say("same")))]
      : [element("td", { "data-label": found.from.title }, asked(one.from, found.from.title)), element("td", { "data-label": found.to.title }, asked(one.to, found.to.title))];
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, one.meaning, ...(share || !one.unit ? [] : [" ", element("span", { class: "unit" }, one.unit)])),
      element("td", { "data-label": say("s_grade") }, element("span", { class: `grade grade-${one.grade}` }, one.grade)),
      element("td", { "data-label": say("travels") }, one.travels || say("unknown")),
      ...cells,
    );
  }
}

export const wide = (inside: HTMLElement, name: string): HTMLElement => element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": name }, inside);

const BUSY = [429, 503];

/** The difference worked out on the server, as a job: it is told how far it is, and can be stopped. */
function working(a: string, b: string, command: string, weakest: string, speech: Speech, server: Server, ask: Asker): CarryScreen {
  const { say } = speech;
  const act = element("button", { type: "button", class: "tv-button" }, say("carry_work"));
  const meter = element("progress", { max: 1, hidden: "", "aria-label": say("carry_work") });
  const told = element("p", { class: "badge-of", role: "status" });
  const shown = element("div", { class: "carried" });
  const text = element("p", { class: "quiet" }, say("carry_work_text", { n: "12" }));
  const root = element(
    "section",
    { class: "carry-work", "aria-label": say("carry_work") },
    text,
    element("div", { class: "bar-of" }, act, meter, told),
    shown,
    ...(command ? [element("p", { class: "quiet" }, say("carry_more"), " ", element("code", {}, command))] : []),
  );
  let job: Job<CarriedOver> | null = null;
  let unfollow: (() => void) | null = null;
  let turn = 0;

  function idle(said: string): void {
    job = null;
    meter.hidden = true;
    act.textContent = say("carry_work");
    told.textContent = said;
  }

  function stop(): void {
    turn += 1;
    unfollow?.();
    unfollow = null;
    if (job && (job.state === "queued" || job.state === "running")) server.cancel(job.id);
    if (job) idle(say("stopped"));
  }

  async function work(): Promise<void> {
    const mine = ++turn;
    act.textContent = say("stop");
    meter.hidden = false;
    meter.removeAttribute("value");
    try {
      const started = await server.carry(a, b);
      if (mine !== turn) return server.cancel(started.id);
      job = started;
      unfollow = server.follow(
        started.id,
        (now) => {
          if (mine !== turn) return;
          job = { ...started, state: now.state ?? started.state };
          if (now.of) meter.value = (now.done ?? 0) / now.of;
          told.textContent = now.position ? say("waits_at", { n: String(now.position) }) : now.of ? say("done_of", { done: String(now.done), of: String(now.of) }) : "";
        },
        () => void ended(mine, started.id),
        () => mine === turn && void ended(mine, started.id),
      );
    } catch (error) {
      if (mine === turn) failed(error);
    }
  }

  async function ended(mine: number, id: string): Promise<void> {
    try {
      const whole = await server.carried(id);
      if (mine !== turn) return;
      if (whole.state === "done" && whole.result) {
        idle("");
        act.hidden = text.hidden = true;
        shown.replaceChildren(...over(whole.result));
      } else if (whole.state === "failed") failed(new Refused(422, whole.error?.problems ?? [], whole.error?.title ?? ""));
      else idle(say("stopped"));
    } catch (error) {
      if (mine === turn) failed(error);
    }
  }

  function failed(error: unknown): void {
    const refused = error instanceof Refused ? error : null;
    const why = (refused?.problems ?? []).map((one) => [one.found, one.expected, one.hint].filter(Boolean).join(" · ")).join("; ");
    idle(refused ? (BUSY.includes(refused.status) ? say("too_busy") : why || refused.message) : say("no_server"));
  }

  act.addEventListener("click", () => (job || !meter.hidden ? (stop(), idle(say("stopped"))) : void work()));

  function over(found: CarriedOver): Node[] {
    const cell = (of: CarriedOver["tables"][number]["rows"][number][number], label: string) =>
      element(
        "td",
        { "data-label": label },
        of.what
          ? number(
              of.range ? `${of.text} ${of.range}` : of.text,
              (from) =>
                ask.facts(from, `${of.what}: ${of.text} ${of.range ?? ""}`, [
                  ["f_unit", of.unit], ["f_scenario", of.scenario], ["source", say("model_source")], ["f_members", String(found.members)], ["f_seed", String(found.seed)],
                  ["f_version", found.version], ["f_command", found.command], ["s_grade", weakest ? say("weakest", { grade: weakest }) : ""], ["disagrees", say("nobody_yet")],
                ]),
              say("ask"),
            )
          : of.text,
      );
    const tables = found.tables.map((one) =>
      wide(
        element(
          "table",
          { class: "plain" },
          element("caption", {}, `${one.title}. ${one.note}`),
          element("thead", {}, element("tr", {}, ...one.head.map((head) => element("th", { scope: "col" }, head)))),
          element("tbody", {}, ...one.rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first?.text ?? ""), ...rest.map((each, k) => cell(each, one.head[k + 1] ?? ""))))),
        ),
        one.title,
      ),
    );
    const pictures = found.pictures.map((one, k) => {
      const image = element("img", { alt: one.title, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(one.svg)}`, class: "waterfall" });
      const picture = element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": one.title }, image);
      return k === 0 ? picture : element("details", {}, element("summary", {}, one.title), picture);
    });
    return [
      element("h2", {}, say("carry_found")),
      ...found.sentences.map((one) => element("p", {}, one)),
      ...tables,
      ...pictures,
      ...found.foot.map((one) => element("p", { class: "quiet" }, one)),
    ];
  }

  return { root, stop };
}
